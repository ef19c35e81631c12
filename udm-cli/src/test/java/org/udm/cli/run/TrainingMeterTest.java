package org.udm.cli.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.udm.core.train.StepReport;

class TrainingMeterTest {
  private static TrainingMeter meter(long until, double entropyBits) {
    return new TrainingMeter(
        until, new Measure("character", "token", Measure.Loss.NATS, entropyBits));
  }

  private static StepReport report(double loss) {
    return new StepReport(loss, new double[] {loss}, 1, 1e-3, 10_000_000);
  }

  /** Loss, speed and the time left are read on a terminal of 80 columns. */
  @Test
  void theProgressFitsEightyColumns() {
    for (double entropy : new double[] {Double.NaN, 1.5}) {
      TrainingMeter meter = meter(2000, entropy);
      meter.begin(0);
      meter.add(999, report(12.5));
      String line =
          meter.progressLine().replaceFirst("[0-9,]+ characters/s", "123,456 characters/s");
      assertTrue(line.length() < (Double.isNaN(entropy) ? 80 : 95), line);
      assertTrue(line.endsWith(" left"), line);
      assertEquals(999 / 2000.0, meter.part());
    }
  }

  @Test
  void theLossIsAMeanThatFollows() {
    TrainingMeter meter = meter(10_000, Double.NaN);
    meter.begin(0);
    meter.add(1, report(5));
    assertEquals(5.0, meter.metrics().get("loss_smooth"));
    for (int step = 2; step < 1000; step++) {
      meter.add(step, report(2));
    }
    assertEquals(2.0, (Double) meter.metrics().get("loss_smooth"), 1e-6);
    assertEquals(2.0, meter.metrics().get("loss"));
  }

  /** What is paused is not counted, however long it takes. */
  @Test
  void validationCostsNoSpeed() throws InterruptedException {
    TrainingMeter meter = meter(10, Double.NaN);
    meter.begin(0);
    meter.pause();
    Thread.sleep(300);
    meter.resume();
    meter.add(1, report(1));
    assertTrue((Double) meter.metrics().get("seconds") < 0.25);
  }

  @Test
  void aLogGetsItsFirstAndItsLastLineAndFewBetween() {
    TrainingMeter meter = meter(100, Double.NaN);
    meter.begin(0);
    long lines = 0;
    for (int step = 1; step <= 100; step++) {
      meter.add(step, report(1));
      Optional<String> line = meter.plainLine();
      lines += line.isPresent() ? 1 : 0;
      assertTrue(step > 1 && step < 100 || line.isPresent());
    }
    assertEquals(2, lines);
  }
}
