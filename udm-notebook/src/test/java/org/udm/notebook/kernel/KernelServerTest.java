package org.udm.notebook.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.dflib.jjava.jupyter.messages.request.InterruptRequest;
import org.dflib.jjava.jupyter.messages.request.ShutdownRequest;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The kernel serves a front end over sockets: starts, prints, is interrupted, fails and ends. */
@Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class KernelServerTest {
  @TempDir private Path folder;

  /** A kernel in this JVM that ends with its front end. */
  private final class Session implements AutoCloseable {
    private final FrontEnd frontEnd;
    private final CompletableFuture<Void> served;

    Session() throws Exception {
      frontEnd = FrontEnd.create();
      Path file = Files.writeString(folder.resolve("connection.json"), frontEnd.connection());
      served =
          CompletableFuture.runAsync(
              () -> {
                try {
                  KernelServer.serve(file, KernelOptions.defaults());
                } catch (java.io.IOException e) {
                  throw new java.io.UncheckedIOException(e);
                }
              });
      frontEnd.await();
    }

    @Override
    public void close() {
      frontEnd.order(ShutdownRequest.SHUTDOWN_AND_RESTART);
      served.orTimeout(30, TimeUnit.SECONDS).join();
      frontEnd.close();
    }
  }

  @RepeatedTest(3)
  void aKernelStartsAnswersAndEnds() throws Exception {
    try (Session session = new Session()) {
      session.frontEnd.send("6 * 7");
      assertEquals(List.of("42"), results(session.frontEnd.published()));
    }
  }

  @Test
  void manyLinesArriveCompleteInFewMessages() throws Exception {
    try (Session session = new Session()) {
      session.frontEnd.send("for (int i = 0; i < 20_000; i++) System.out.println(\"line \" + i);");
      List<String> parts =
          session.frontEnd.published().stream()
              .filter(said -> said.type().equals("stream"))
              .map(said -> said.content().get("text").getAsString())
              .toList();
      StringBuilder expected = new StringBuilder();
      for (int i = 0; i < 20_000; i++) {
        expected.append("line ").append(i).append('\n');
      }
      assertEquals(expected.toString(), String.join("", parts));
      assertTrue(parts.size() < 1000, "a server drops more than 1000 messages a second");
    }
  }

  @Test
  void trainingIsInterruptedAndGoesOn() throws Exception {
    try (Session session = new Session()) {
      FrontEnd frontEnd = session.frontEnd;
      frontEnd.send(
          """
          import org.udm.core.random.RandomStreams;
          import org.udm.core.schedule.PolynomialSchedule;
          import org.udm.core.train.*;
          import org.udm.discrete.TokenBatch;
          import org.udm.discrete.mask.Masking;
          Masking masking = Masking.of(2, PolynomialSchedule.linear());
          var objective = new Objective<>(masking, UniformTimes.from(0.01), Weight.bound(masking.schedule()));
          Learner<TokenBatch> learner = example -> {
            Thread.onSpinWait();
            return new StepReport(1, new double[example.x0().rows()], 1, 1, 1);
          };
          DataSource<TokenBatch> source = (step, rng) -> TokenBatch.of(new int[] {0, 1});
          var trainer = Trainer.of(source, objective, learner);
          System.out.println("ready");
          """);
      frontEnd.published();
      frontEnd.reply();
      frontEnd.send(
          "var first = trainer.run(0, 1_000_000_000, RandomStreams.of(1));\nfirst.ending()");
      Thread.sleep(1_000);
      frontEnd.order(new InterruptRequest());
      assertEquals(
          "Interrupted",
          frontEnd.reply().get("ename").getAsString(),
          "what follows the training is not run");
      frontEnd.published();
      frontEnd.send("first.ending() + \" \" + (first.steps() > 0)");
      assertEquals(List.of("INTERRUPTED true"), results(frontEnd.published()));
      frontEnd.send("trainer.run(first.steps(), first.steps() + 10, RandomStreams.of(1)).ending()");
      assertEquals(List.of("FINISHED"), results(frontEnd.published()));
    }
  }

  @Test
  void cellsThatWaitBehindAFailureAreNotRun() throws Exception {
    try (Session session = new Session()) {
      session.frontEnd.send("int q = 1 / 0;");
      session.frontEnd.send("System.out.println(\"too late\");");
      assertEquals(
          List.of("ArithmeticException"),
          session.frontEnd.published().stream()
              .filter(said -> said.type().equals("error"))
              .map(said -> said.content().get("ename").getAsString())
              .toList());
      assertTrue(
          session.frontEnd.published().stream().noneMatch(said -> said.type().equals("stream")));
      assertEquals("ArithmeticException", session.frontEnd.reply().get("ename").getAsString());
      assertEquals("Aborted", session.frontEnd.reply().get("ename").getAsString());
      session.frontEnd.send("1");
      assertEquals(List.of("1"), results(session.frontEnd.published()));
    }
  }

  private static List<String> results(List<FrontEnd.Said> published) {
    return published.stream()
        .filter(said -> said.type().equals("execute_result"))
        .map(said -> said.content().getAsJsonObject("data").get("text/plain").getAsString())
        .toList();
  }
}
