package org.udm.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One thing that must come out alike on every device: a small run, how it is sampled, and whether
 * it is evaluated.
 *
 * @param name what it shows
 * @param train the kind of data and the options of its training
 * @param eval further options of its evaluation; null for none
 * @param samples the options of each draw
 */
record DeviceCase(String name, List<String> train, List<String> eval, List<List<String>> samples) {
  private static final String DATA = "--data=";

  /** Every corruption, predictor, network, precision, sampler and evaluation that there is. */
  static List<DeviceCase> all() {
    List<DeviceCase> cases = new ArrayList<>();
    cases.addAll(texts());
    cases.addAll(points());
    cases.addAll(images());
    return cases;
  }

  private static List<DeviceCase> texts() {
    return List.of(
        of("masking", "text --corruption=mask")
            .evaluated("--samples=2")
            .drawn("--kernel=first-hitting")
            .drawn("--kernel=unmask --steps=8")
            .drawn("--kernel=remask --steps=8")
            .drawn("--kernel=fresh --steps=8")
            .drawn("--kernel=mix --steps=8")
            .drawn("--infill=to_be_or --temperature=0.8 --top-p=0.9"),
        of("masking, with time, rotary, rms", "text --time=adaptive --positions=rotary --norm=rms")
            .evaluated("--steps=4"),
        of("masking, in parts, averaged", "text --accumulate=2 --ema=0.9").evaluated(""),
        of("masking, importance of times", "text --times=importance --schedule=cosine")
            .evaluated(""),
        of("masking in bfloat16", "text --precision=bf16"),
        of("uniform", "text --corruption=uniform")
            .evaluated("--steps=4 --plug-in")
            .drawn("--kernel=markov --steps=6")
            .drawn("--kernel=same-noise --steps=6")
            .drawn("--kernel=fresh --steps=6")
            .drawn("--kernel=gibbs --steps=6"),
        of("categorical, mixed", "text --corruption=categorical").evaluated("--steps=4"),
        of("categorical, masked", "text --corruption=categorical --process=masked")
            .evaluated("--steps=4")
            .drawn("--kernel=markov --steps=6"),
        of("deletion", "text --corruption=deletion --unit=lines --length=48")
            .drawn("--kernel=same-noise --steps=4")
            .drawn("--kernel=fresh --steps=4"),
        of("deletion in bfloat16", "text --corruption=deletion --unit=lines --precision=bf16"),
        of("autoregressive", "text --corruption=autoregressive").evaluated("").drawn("--count=3"),
        of("restoring, masks", "restore --corruption=mask").drawn("--source=to-be"),
        of("restoring, deletion", "restore --corruption=deletion").drawn("--source=to-be"));
  }

  private static List<DeviceCase> points() {
    DeviceCase gaussian = of("points", "points --data=moons").evaluated("--count=20");
    for (String sampler :
        "ddim ddpm ddpm-large same fresh ode-euler ode-heun dpm2 dpm3 dpmpp-2m dpmpp-3m unipc sde predictor-corrector edm-stochastic"
            .split(" ")) {
      gaussian = gaussian.drawn("--steps=6 --sampler=" + sampler);
    }
    return List.of(
        gaussian.drawn("--sampler=ode-adaptive"),
        of("points, EDM", "points --data=moons --path=edm --parametrization=edm --weight=edm")
            .evaluated("--count=0"));
  }

  private static List<DeviceCase> images() {
    return List.of(
        of("U-Net", "images --data=glyphs --attention=all")
            .evaluated("--count=0")
            .drawn("--steps=4"),
        of("U-Net, told classes", "images --data=glyphs --classes=labels")
            .drawn("--class=1 --guidance=2 --steps=4"),
        of("U-Net in bfloat16", "images --data=glyphs --precision=bf16"),
        of("diffusion transformer", "images --data=glyphs --network=dit --width=16")
            .evaluated("--count=0")
            .drawn("--steps=4"),
        of("blur", "images --data=glyphs --corruption=blur")
            .evaluated("--count=0")
            .drawn("--steps=4"),
        of("blurring", "images --data=glyphs --corruption=blurring").drawn("--steps=4"),
        of("pixelation", "images --data=glyphs --corruption=pixelation").drawn("--steps=4"),
        of("fading", "images --data=glyphs --corruption=fading").drawn("--steps=4"),
        of("cold blur", "images --data=glyphs --corruption=cold-blur")
            .drawn("--steps=4 --sampler=improved"),
        of("cold pixelation", "images --data=glyphs --corruption=cold-pixelation")
            .drawn("--steps=4 --sampler=naive"));
  }

  private static DeviceCase of(String name, String train) {
    return new DeviceCase(name, words(train), null, List.of());
  }

  private DeviceCase evaluated(String options) {
    return new DeviceCase(name, train, words(options), samples);
  }

  private DeviceCase drawn(String options) {
    List<List<String>> more = new ArrayList<>(samples);
    more.add(words(options));
    return new DeviceCase(name, train, eval, List.copyOf(more));
  }

  private static List<String> words(String options) {
    return options.isEmpty() ? List.of() : List.of(options.split(" "));
  }

  /** Whether products are rounded to bfloat16, in which devices agree to two digits. */
  boolean rounded() {
    return train.contains("--precision=bf16");
  }

  String kind() {
    return train.get(0);
  }

  /** What is trained on: points and images name it themselves, texts are given one. */
  Optional<Object> data() {
    return train.stream()
        .filter(o -> o.startsWith(DATA))
        .<Object>map(o -> o.substring(DATA.length()))
        .findFirst();
  }

  /** The options of the training but for its data. */
  List<String> options() {
    return train.stream().skip(1).filter(o -> !o.startsWith(DATA)).toList();
  }
}
