package org.udm.core.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.udm.core.fixture.LetterBatch;
import org.udm.core.fixture.Masking;
import org.udm.core.random.RandomStreams;
import org.udm.core.schedule.PolynomialSchedule;
import org.udm.core.train.TrainListener.Next;
import org.udm.core.train.Trainer.Ending;
import org.udm.core.train.Trainer.Outcome;

/** The training loop, with a learner that only remembers. */
@Timeout(60)
class TrainerTest {
  private static final Masking MASKING = Masking.of(PolynomialSchedule.linear());
  private static final RandomStreams RNG = RandomStreams.of(12);
  private static final int STEPS = 40;

  /** A learner whose only weight is a hash of everything it was shown, in order. */
  private static final class Hashing implements Learner<LetterBatch> {
    int hash = 1;
    int steps;

    @Override
    public StepReport step(Example<LetterBatch> example) {
      steps++;
      hash = 31 * hash + example.x0().hashCode();
      hash = 31 * hash + example.xt().hashCode();
      hash = 31 * hash + example.t().hashCode();
      hash = 31 * hash + Arrays.hashCode(example.weights());
      double[] losses =
          IntStream.range(0, example.t().rows()).mapToDouble(i -> 1 + example.t().at(i)).toArray();
      return new StepReport(hash, losses, 1, 1e-3, losses.length);
    }
  }

  private static LetterBatch batch(long step, RandomStreams rng) {
    int[][] rows = new int[8][4];
    for (int i = 0; i < 8; i++) {
      var stream = rng.row(i);
      for (int j = 0; j < 4; j++) {
        rows[i][j] = stream.index(26);
      }
    }
    return LetterBatch.of(rows);
  }

  private static Trainer<LetterBatch, double[][]> trainer(
      TimeLaw law, Learner<LetterBatch> learner) {
    return Trainer.of(
        TrainerTest::batch,
        new Objective<>(MASKING, law, Weight.bound(PolynomialSchedule.linear())),
        learner);
  }

  /** A kind of time law, made anew for every run. */
  record Entry(String name, Supplier<TimeLaw> maker) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Entry> laws() {
    return Stream.of(
        new Entry("uniform", () -> UniformTimes.from(1e-3)),
        new Entry("antithetic", () -> AntitheticTimes.from(1e-3)),
        new Entry("importance", () -> ImportanceTimes.from(1e-3, 3)));
  }

  private static int undisturbed(Entry entry) {
    Hashing learner = new Hashing();
    Outcome outcome = trainer(entry.maker.get(), learner).run(0, STEPS, RNG);
    assertEquals(new Outcome(STEPS, Ending.FINISHED), outcome);
    assertEquals(STEPS, learner.steps);
    return learner.hash;
  }

  @ParameterizedTest
  @MethodSource("laws")
  void aRunIsRepeatable(Entry entry) {
    assertEquals(undisturbed(entry), undisturbed(entry));
    Hashing other = new Hashing();
    trainer(entry.maker.get(), other).run(0, STEPS, RandomStreams.of(13));
    assertNotEquals(undisturbed(entry), other.hash);
  }

  /** The steps by hand: what is prepared on the other thread is what would have been. */
  @ParameterizedTest
  @MethodSource("laws")
  void aRunIsItsStepsOneByOne(Entry entry) {
    Hashing learner = new Hashing();
    Objective<LetterBatch, double[][]> objective =
        new Objective<>(MASKING, entry.maker.get(), Weight.bound(PolynomialSchedule.linear()));
    for (long step = 0; step < STEPS; step++) {
      RandomStreams streams = RNG.named("train").at(step);
      LetterBatch x0 = batch(step, streams.named("data"));
      Example<LetterBatch> example = objective.example(x0, streams);
      objective.observe(example, learner.step(example));
    }
    assertEquals(undisturbed(entry), learner.hash);
  }

  @ParameterizedTest
  @MethodSource("laws")
  void aRunThatIsResumedAnywhereIsTheUndisturbedOne(Entry entry) {
    int expected = undisturbed(entry);
    for (int stop = 0; stop <= STEPS; stop++) {
      Hashing learner = new Hashing();
      TimeLaw first = entry.maker.get();
      trainer(first, learner).run(0, stop, RNG);
      TimeLaw second = entry.maker.get(); // as after a restart: only the state is left
      second.restore(first.state());
      trainer(second, learner).run(stop, STEPS, RNG);
      assertEquals(expected, learner.hash, "stopped after " + stop);
    }
  }

  /** A planted error: the memory of the importance law is lost at the stop. */
  @Test
  void aForgottenStateIsSeen() {
    Entry importance = new Entry("importance", () -> ImportanceTimes.from(1e-3, 3));
    Hashing learner = new Hashing();
    trainer(importance.maker.get(), learner).run(0, STEPS / 2, RNG);
    trainer(importance.maker.get(), learner).run(STEPS / 2, STEPS, RNG);
    assertNotEquals(undisturbed(importance), learner.hash);
  }

  @Test
  void aListenerStopsTheRun() {
    Hashing learner = new Hashing();
    List<Long> told = new ArrayList<>();
    Outcome outcome =
        trainer(UniformTimes.from(0), learner)
            .withListener((step, report) -> step == 7 ? Next.STOP : Next.CONTINUE)
            .withListener(
                (step, report) -> {
                  told.add(step);
                  return Next.CONTINUE;
                })
            .run(5, STEPS, RNG);
    assertEquals(new Outcome(7, Ending.STOPPED), outcome);
    assertEquals(2, learner.steps);
    assertEquals(List.of(6L, 7L), told); // everyone hears of the last step
  }

  @Test
  void listenersAreCalledInOrderWithTheReport() {
    List<String> calls = new ArrayList<>();
    Hashing learner = new Hashing();
    trainer(UniformTimes.from(0), learner)
        .withListener(
            (step, report) -> {
              calls.add("a" + step);
              assertEquals(learner.hash, report.loss());
              return Next.CONTINUE;
            })
        .withListener(
            (step, report) -> {
              calls.add("b" + step);
              return Next.CONTINUE;
            })
        .run(0, 2, RNG);
    assertEquals(List.of("a1", "b1", "a2", "b2"), calls);
  }

  @ParameterizedTest
  @MethodSource("laws")
  void anInterruptedRunCanBeContinued(Entry entry) {
    int expected = undisturbed(entry);
    Hashing learner = new Hashing();
    TimeLaw law = entry.maker.get();
    Trainer<LetterBatch, double[][]> trainer =
        trainer(law, learner)
            .withListener(
                (step, report) -> {
                  if (step == 11) {
                    Thread.currentThread().interrupt();
                  }
                  return Next.CONTINUE;
                });
    Outcome outcome = trainer.run(0, STEPS, RNG);
    assertEquals(new Outcome(11, Ending.INTERRUPTED), outcome);
    assertFalse(Thread.currentThread().isInterrupted());
    assertEquals(new Outcome(STEPS, Ending.FINISHED), trainer.run(11, STEPS, RNG));
    assertEquals(expected, learner.hash);
  }

  @Test
  void aRunThatWaitsForItsDataCanBeInterrupted() throws InterruptedException {
    CountDownLatch waiting = new CountDownLatch(1);
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch sourceEnded = new CountDownLatch(1);
    DataSource<LetterBatch> hanging =
        (step, rng) -> {
          if (step == 3) {
            waiting.countDown();
            try {
              never.await();
            } catch (InterruptedException e) {
              sourceEnded.countDown();
            }
          }
          return batch(step, rng);
        };
    Thread user = Thread.currentThread();
    Thread stopper =
        new Thread(
            () -> {
              try {
                waiting.await();
                Thread.sleep(50); // until the trainer waits, or nearly
              } catch (InterruptedException e) {
                return;
              }
              user.interrupt();
            });
    stopper.start();
    Outcome outcome =
        Trainer.of(
                hanging,
                new Objective<>(MASKING, UniformTimes.from(0), Weight.one()),
                new Hashing())
            .run(0, STEPS, RNG);
    stopper.join();
    assertEquals(new Outcome(3, Ending.INTERRUPTED), outcome);
    assertTrue(sourceEnded.await(10, TimeUnit.SECONDS));
  }

  /** A file channel is closed by an interrupt: a run that ends must not interrupt its source. */
  @Test
  void theSourceIsNotInterruptedWhenARunIsStopped() throws InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    CountDownLatch ended = new CountDownLatch(1);
    boolean[] interrupted = new boolean[1];
    DataSource<LetterBatch> slow =
        (step, rng) -> {
          if (step == 1) {
            try {
              stopped.await();
              Thread.sleep(20);
            } catch (InterruptedException e) {
              interrupted[0] = true;
            }
            ended.countDown();
          }
          return batch(step, rng);
        };
    Trainer.of(slow, new Objective<>(MASKING, UniformTimes.from(0), Weight.one()), new Hashing())
        .withListener((step, report) -> Next.STOP)
        .run(0, STEPS, RNG);
    stopped.countDown();
    assertTrue(ended.await(10, TimeUnit.SECONDS));
    assertFalse(interrupted[0]);
  }

  @Test
  void aLossThatIsNotFiniteNamesItsStep() {
    for (double[] bad :
        new double[][] {{Double.NaN, 1}, {Double.POSITIVE_INFINITY, 1}, {1, Double.NaN}}) {
      int[] steps = new int[1];
      Learner<LetterBatch> breaking =
          example ->
              ++steps[0] < 4
                  ? new StepReport(1, new double[8], 1, 1, 8)
                  : new StepReport(bad[0], new double[8], bad[1], 1, 8);
      NonFiniteLossException error =
          assertThrows(
              NonFiniteLossException.class,
              () -> trainer(UniformTimes.from(0), breaking).run(10, STEPS, RNG));
      assertEquals(14, error.step());
      assertTrue(error.getMessage().contains("at step 14"), error.getMessage());
      assertTrue(error.getMessage().contains("loss " + bad[0]), error.getMessage());
    }
  }

  @Test
  void anErrorOfTheSourceComesThroughAsItself() {
    for (Throwable thrown :
        List.of(new IllegalStateException("no more data"), new StackOverflowError("deep"))) {
      Hashing learner = new Hashing();
      DataSource<LetterBatch> broken =
          (step, rng) -> {
            if (step == 2 && thrown instanceof RuntimeException e) {
              throw e;
            }
            if (step == 2 && thrown instanceof Error e) {
              throw e;
            }
            return batch(step, rng);
          };
      Trainer<LetterBatch, double[][]> trainer =
          Trainer.of(broken, new Objective<>(MASKING, UniformTimes.from(0), Weight.one()), learner);
      assertSame(thrown, assertThrows(Throwable.class, () -> trainer.run(0, STEPS, RNG)));
      assertEquals(2, learner.steps); // the steps before it were taken
    }
  }

  @Test
  void anErrorOfTheLearnerComesThroughAsItself() {
    RuntimeException thrown = new IllegalStateException("out of memory on the device");
    Learner<LetterBatch> broken =
        example -> {
          throw thrown;
        };
    assertSame(
        thrown,
        assertThrows(
            RuntimeException.class, () -> trainer(UniformTimes.from(0), broken).run(0, 3, RNG)));
    assertNoBackgroundThread();
  }

  @Test
  void theBackgroundThreadEnds() {
    trainer(UniformTimes.from(0), new Hashing()).run(0, 3, RNG);
    assertNoBackgroundThread();
    trainer(UniformTimes.from(0), new Hashing())
        .withListener((step, report) -> Next.STOP)
        .run(0, 3, RNG);
    assertNoBackgroundThread();
  }

  private static void assertNoBackgroundThread() {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (Thread.getAllStackTraces().keySet().stream()
        .anyMatch(thread -> thread.getName().equals("udm-next-example"))) {
      assertTrue(System.nanoTime() < deadline, "the background thread is still there");
      Thread.onSpinWait();
    }
  }

  @Test
  void theSourceIsAskedOncePerStepInOrderAndNeverTooFar() {
    List<Long> asked = new ArrayList<>();
    DataSource<LetterBatch> counting =
        (step, rng) -> {
          asked.add(step); // one background thread, joined through its futures
          return batch(step, rng);
        };
    Trainer.of(
            counting, new Objective<>(MASKING, UniformTimes.from(0), Weight.one()), new Hashing())
        .run(3, 8, RNG);
    assertEquals(List.of(3L, 4L, 5L, 6L, 7L), asked);
  }

  @Test
  void aRunMayHaveNothingToDo() {
    assertEquals(
        new Outcome(5, Ending.FINISHED),
        trainer(UniformTimes.from(0), new Hashing()).run(5, 5, RNG));
    Trainer<LetterBatch, double[][]> trainer = trainer(UniformTimes.from(0), new Hashing());
    assertThrows(IllegalArgumentException.class, () -> trainer.run(-1, 5, RNG));
    assertThrows(IllegalArgumentException.class, () -> trainer.run(6, 5, RNG));
  }
}
