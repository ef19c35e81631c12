package org.udm.notebook.display;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.udm.core.verify.Finding;
import org.udm.core.verify.LawReport;
import org.udm.core.verify.Requirement;

/** A report on the marginal identity as a table: what failed in red, the worst first. */
final class LawTable implements Markup {
  private static final int SHOWN = 12;
  private static final int SHOWN_IF_FINE = 3;

  private final LawReport report;

  LawTable(LawReport report) {
    this.report = report;
  }

  @Override
  public String html() {
    List<Finding> shown =
        report.findings().stream()
            .sorted(Comparator.comparingDouble(Finding::excess).reversed())
            .limit(report.holds() ? SHOWN_IF_FINE : SHOWN)
            .toList();
    boolean statistical = report.method() == LawReport.Method.STATISTICAL;
    StringBuilder html = new StringBuilder();
    for (LawReport.Count count : report.counts()) {
      html.append(
          count.failed() == 0
              ? "<div style='color:#00734f;font-weight:bold'>%s holds: %d comparisons</div>"
                  .formatted(law(count), count.comparisons())
              : "<div style='color:#b00020;font-weight:bold'>%s FAILS: %d of %d comparisons</div>"
                  .formatted(law(count), count.failed(), count.comparisons()));
    }
    if (!report.notChecked().isEmpty()) {
      html.append("<div>").append(Markup.escape(report.notChecked())).append("</div>");
    }
    html.append("<div>").append(terms(statistical));
    if (!report.reason().isEmpty()) {
      html.append("; ").append(Markup.escape(report.reason()));
    }
    html.append("</div><table><tr>");
    List<String> heads =
        statistical
            ? List.of("clean row", "t", "s", "statistic", "deviation", "limit", "p-value")
            : List.of("clean row", "t", "s", "state", "deviation", "limit");
    heads.forEach(head -> html.append("<th style='text-align:left'>%s</th>".formatted(head)));
    html.append("</tr>");
    for (Finding finding : shown) {
      html.append(finding.holds() ? "<tr>" : "<tr style='background:#fde0e0;color:#b00020'>");
      html.append(cell(Integer.toString(finding.row())));
      html.append(cell(number("%.4g", finding.t())));
      html.append(cell(number("%.4g", finding.s())));
      html.append(cell(Markup.escape(finding.what())));
      html.append(cell(number("%.2e", finding.deviation())));
      html.append(cell(number("%.1e", finding.limit())));
      if (statistical) {
        html.append(cell(number("%.2e", finding.pValue())));
      }
      html.append("</tr>");
    }
    html.append("</table>");
    int rest = report.findings().size() - shown.size();
    if (rest > 0) {
      html.append(
          "<div>the worst %d are shown, %d more are better</div>".formatted(shown.size(), rest));
    }
    return html.toString();
  }

  private static String law(LawReport.Count count) {
    String law = count.requirement().law();
    return Markup.escape(count.requirement() == Requirement.MARGINAL_IDENTITY ? "The " + law : law);
  }

  private String terms(boolean statistical) {
    LawReport.Terms terms = report.terms();
    return statistical
        ? String.format(
            Locale.ROOT,
            "statistical, %d draws a side; a false alarm anywhere has probability %s at most; finds a difference of %.4f with probability %s",
            terms.samples(),
            terms.level(),
            terms.detectable(),
            terms.power())
        : String.format(
            Locale.ROOT, "exact, all outcomes enumerated; accepts %.0e", terms.detectable());
  }

  private static String cell(String text) {
    return "<td style='text-align:left'>%s</td>".formatted(text);
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}
