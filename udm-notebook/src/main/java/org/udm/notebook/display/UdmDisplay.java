package org.udm.notebook.display;

import java.awt.image.RenderedImage;
import java.util.function.Function;
import org.dflib.jjava.jupyter.Extension;
import org.dflib.jjava.jupyter.kernel.BaseKernel;
import org.dflib.jjava.jupyter.kernel.display.Renderer;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.udm.continuous.FloatBatch;
import org.udm.continuous.gaussian.GaussianPath;
import org.udm.core.schedule.Schedule;
import org.udm.core.verify.LawReport;
import org.udm.discrete.TokenBatch;

/** Teaches a kernel to show the framework's types; found by {@link java.util.ServiceLoader}. */
public final class UdmDisplay implements Extension {

  /** For {@link java.util.ServiceLoader}. */
  public UdmDisplay() {}

  @Override
  public void install(BaseKernel kernel) {
    Renderer renderer = kernel.getRenderer();
    renderer // the base library's own loses its last bytes
        .createRegistration(RenderedImage.class)
        .preferring(MIMEType.IMAGE_PNG)
        .register(
            (image, context) -> {
              context.renderIfRequested(MIMEType.IMAGE_PNG, () -> Png.base64(image));
              context.renderIfRequested(
                  MIMEType.TEXT_PLAIN,
                  () -> "picture of %d x %d pixels".formatted(image.getWidth(), image.getHeight()));
            });
    picture(renderer, Picture.class, picture -> Png.base64(picture.image()));
    picture(renderer, Schedule.class, schedule -> Png.base64(Curves.of(schedule).image()));
    picture(renderer, GaussianPath.class, path -> Png.base64(Curves.of(path).image()));
    markup(renderer, Markup.class, Markup::html);
    markup(renderer, LawReport.class, report -> new LawTable(report).html());
    markup(renderer, TokenBatch.class, rows -> TokenText.ofIds(rows).html());
    renderer
        .createRegistration(FloatBatch.class)
        .preferring(MIMEType.IMAGE_PNG)
        .register(
            (batch, context) -> {
              if (batch.size() == 2 && batch.shape().length == 1) {
                context.renderIfRequested(
                    MIMEType.IMAGE_PNG, () -> Png.base64(Scatter.of("", batch).image()));
              } else if (ImageGrid.isImage(batch)) {
                context.renderIfRequested(
                    MIMEType.IMAGE_PNG, () -> Png.base64(ImageGrid.of(batch).image()));
              } // vectors of other lengths have their text alone
            });
  }

  private static <T> void picture(Renderer renderer, Class<T> type, Function<T, String> base64) {
    renderer
        .createRegistration(type)
        .preferring(MIMEType.IMAGE_PNG)
        .register(
            (value, context) ->
                context.renderIfRequested(MIMEType.IMAGE_PNG, () -> base64.apply(value)));
  }

  private static <T> void markup(Renderer renderer, Class<T> type, Function<T, String> html) {
    renderer
        .createRegistration(type)
        .preferring(MIMEType.TEXT_HTML)
        .register(
            (value, context) ->
                context.renderIfRequested(MIMEType.TEXT_HTML, () -> html.apply(value)));
  }
}
