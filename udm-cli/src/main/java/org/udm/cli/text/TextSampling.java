package org.udm.cli.text;

import java.util.List;
import java.util.Optional;
import org.udm.cli.console.UserException;
import org.udm.cli.run.Drawing;
import org.udm.cli.run.Sampling;
import org.udm.cli.run.SavedRun;
import org.udm.core.given.Given;
import org.udm.discrete.TokenBatch;
import org.udm.discrete.sample.DrawOptions;
import org.udm.discrete.text.Vocabulary;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The options of {@code udm sample} for text. */
@Command
final class TextSampling implements Sampling<Given<TokenBatch, TokenBatch>> {
  @Option(
      names = "--length",
      paramLabel = "L",
      description = "Tokens of each text (default: as many as a row of training, see below).")
  private Integer length;

  @Option(
      names = "--kernel",
      paramLabel = "KERNEL",
      description = "The sampler by name; which there are depends on the corruption, see below.")
  private String kernel;

  @Option(
      names = "--remask",
      paramLabel = "X",
      description =
          "Part of the largest lawful remasking rate, in [0, 1], for --kernel remask (default 0.1).")
  private Double remask;

  @Option(
      names = "--corrections",
      paramLabel = "N",
      description = "Tokens of a text drawn anew after each step, for --kernel gibbs (default 1).")
  private Integer corrections;

  @Option(names = "--prompt", paramLabel = "TEXT", description = "How each text begins.")
  private String prompt;

  @Option(
      names = "--infill",
      paramLabel = "TEXT",
      description = "A text with gaps: each _ is one free character (or word, standing alone).")
  private String infill;

  @Option(
      names = "--gap",
      paramLabel = "CHAR",
      description = "The character that stands for a free token in --infill (default _).")
  private String gap = "_";

  @Option(
      names = "--temperature",
      paramLabel = "X",
      description = "Sharper below 1, flatter above; leaves the law (default 1).")
  private double temperature = 1;

  @Option(
      names = "--top-p",
      paramLabel = "P",
      description = "Draw from the most probable tokens alone; leaves the law (default 1).")
  private double topP = 1;

  @Option(names = "--trace", description = "Show the text at each step (grid kernels).")
  private boolean trace;

  @Override
  public String heading() {
    return "Text";
  }

  @Override
  public List<String> footer() {
    return List.of(
        "Kernels of --corruption mask: first-hitting (one token at a time, continuous time), unmask"
            + " (the plain sampler, T steps, 256 unless said), remask (ReMDM, --remask of the largest"
            + " lawful rate), confidence (the most probable tokens first; leaves the law), fresh (all noise new at every step), mix (unmask and fresh by halves)."
            + " Without --kernel it is first-hitting, or unmask where --steps or --trace is given.",
        "Where training rows are lines, paragraphs or files, the length of each text is drawn from"
            + " theirs, given its class and at least that of a --prompt, unless --length is given;"
            + " models of deletion and autoregressive ones end texts themselves.",
        "A model with --block-size writes each block by one of these, T steps a block, behind what is"
            + " written, and goes on to any --length: it sees as many tokens as a row of training has.",
        "Kernels of uniform and categorical, T steps, 128 unless said: markov (D3PM's posterior),"
            + " same-noise, fresh, gibbs (markov, and --corrections tokens drawn anew after each"
            + " step). A prompt or gap is put in at every step, which is close to the law of the model"
            + " given it, and not that law.",
        "Kernels of deletion, T steps, 16 unless said: same-noise (what is written stays), fresh. It"
            + " writes texts of free length; --infill has one gap, of free length, too. Rows that are"
            + " predicted without what is there already take fresh noise; they are counted and shown.",
        "autoregressive has one: left-to-right. It takes a --prompt and no --infill.",
        "Temperature and top-p leave the law: the samples no longer follow the model that 'udm"
            + " eval' evaluates.");
  }

  @Override
  public List<String> examples() {
    return List.of(
        "udm sample runs/shakespeare --count 3 --prompt 'ROMEO:'",
        "udm sample runs/blocks --length 2000",
        "udm sample runs/reviews --class good --guidance 2 --count 5",
        "udm sample runs/shakespeare --infill 'To be ______ not to be' --trace --steps 8");
  }

  @Override
  public Optional<String> data() {
    return Optional.empty(); // no corruption of texts leaves a prior that needs them
  }

  @Override
  public void check(Order order) {
    if (prompt != null && infill != null) {
      throw UserException.usage(
          "--prompt and --infill together: put the prompt at the beginning of --infill");
    }
    if (corrections != null && corrections < 1) {
      throw UserException.usage("--corrections %d: it must be at least 1".formatted(corrections));
    }
    if (trace) {
      order.requireAlone("--trace");
    }
    TextGuidance.of(order.guidance());
    drawOptions();
  }

  @Override
  public Drawing<Given<TokenBatch, TokenBatch>> drawing(
      SavedRun<Given<TokenBatch, TokenBatch>> saved, Order order) {
    ToldTrained trained = (ToldTrained) saved.trained();
    Vocabulary vocabulary = Vocabulary.of(saved.run().description());
    TextClasses.Told told = trained.classes().told(order.label(), saved.run().settings());
    TextTrained.Wish wish =
        new TextTrained.Wish(
            kernel,
            order.steps(),
            remask,
            corrections,
            length,
            drawOptions(),
            told.guidance(order.guidance(), saved.run().settings()),
            trace ? TextTrained.Trace.SHOWN : TextTrained.Trace.HIDDEN);
    TextTrained.Choice choice = trained.of().choose(wish);
    Patterns known = pattern(vocabulary, trained, saved.run().settings().integer("length"));
    return new TextDrawing(wish, choice, known, lengths(trained, known), told, vocabulary, order);
  }

  /** Those of training that leave room for the prompt, unless all texts are of a length. */
  private TextLengths.Drawn lengths(ToldTrained trained, Patterns known) {
    TextLengths drawn =
        length == null && infill == null
            ? trained.lengths().lengths().atLeast(known.ends().prefix().length)
            : TextLengths.unknown();
    return drawn.or(known.length());
  }

  private DrawOptions drawOptions() {
    if (!(temperature > 0 && temperature < Double.POSITIVE_INFINITY)) {
      throw UserException.usage(
          "--temperature %s: it must be above 0 and finite".formatted(temperature));
    }
    if (!(topP > 0 && topP <= 1)) {
      throw UserException.usage("--top-p %s: it must be above 0 and at most 1".formatted(topP));
    }
    return new DrawOptions(temperature, topP);
  }

  private Patterns pattern(Vocabulary vocabulary, ToldTrained model, int trained) {
    int longest = model.of().longest(trained);
    return infill == null
        ? Patterns.prompt(vocabulary, prompt, length == null ? trained : length, longest)
        : Patterns.infill(vocabulary, infill, gap, length, longest);
  }
}
