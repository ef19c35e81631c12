package org.udm.notebook.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.dflib.jjava.jupyter.kernel.display.mime.MIMEType;
import org.dflib.jjava.jupyter.messages.publish.PublishError;
import org.dflib.jjava.jupyter.messages.publish.PublishExecuteResult;
import org.dflib.jjava.jupyter.messages.publish.PublishStream;
import org.dflib.jjava.jupyter.messages.reply.ErrorReply;
import org.dflib.jjava.jupyter.messages.reply.KernelInfoReply;
import org.dflib.jjava.jupyter.messages.request.InterruptRequest;
import org.dflib.jjava.jupyter.messages.request.KernelInfoRequest;
import org.dflib.jjava.jupyter.messages.request.ShutdownRequest;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The kernel serves a front end over sockets: starts, prints, is interrupted, fails and ends. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
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
      assertInstanceOf(KernelInfoReply.class, frontEnd.ask(new KernelInfoRequest()));
      // Subscriptions arrive some time after the connection: go on when one is seen to work.
      frontEnd.published();
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
      PublishExecuteResult result = only(PublishExecuteResult.class, session.frontEnd.published());
      assertEquals("42", result.getData(MIMEType.TEXT_PLAIN));
    }
  }

  @Test
  void manyLinesArriveCompleteInFewMessages() throws Exception {
    try (Session session = new Session()) {
      session.frontEnd.send("for (int i = 0; i < 20_000; i++) System.out.println(\"line \" + i);");
      List<PublishStream> parts =
          session.frontEnd.published().stream()
              .filter(PublishStream.class::isInstance)
              .map(PublishStream.class::cast)
              .toList();
      StringBuilder text = new StringBuilder();
      parts.forEach(part -> text.append(part.getText()));
      StringBuilder expected = new StringBuilder();
      for (int i = 0; i < 20_000; i++) {
        expected.append("line ").append(i).append('\n');
      }
      assertEquals(expected.toString(), text.toString());
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
      Object reply = frontEnd.reply();
      assertInstanceOf(ErrorReply.class, reply, "what follows the training is not run");
      Thread.sleep(100);
      frontEnd.send("first.ending() + \" \" + (first.steps() > 0)");
      frontEnd.reply();
      frontEnd.send("trainer.run(first.steps(), first.steps() + 10, RandomStreams.of(1)).ending()");
      frontEnd.reply();
      List<Object> seen = new java.util.ArrayList<>();
      for (int i = 0; i < 4; i++) {
        seen.addAll(frontEnd.published());
      }
      List<String> results =
          seen.stream()
              .filter(PublishExecuteResult.class::isInstance)
              .map(r -> (String) ((PublishExecuteResult) r).getData(MIMEType.TEXT_PLAIN))
              .toList();
      assertEquals(List.of("INTERRUPTED true", "FINISHED"), results);
    }
  }

  @Test
  void cellsThatWaitBehindAFailureAreNotRun() throws Exception {
    try (Session session = new Session()) {
      session.frontEnd.send("int q = 1 / 0;");
      session.frontEnd.send("System.out.println(\"too late\");");
      PublishError error = only(PublishError.class, session.frontEnd.published());
      assertEquals("ArithmeticException", error.getErrorName());
      assertInstanceOf(ErrorReply.class, session.frontEnd.reply());
      assertInstanceOf(ErrorReply.class, session.frontEnd.reply());
      assertTrue(session.frontEnd.published().stream().noneMatch(PublishStream.class::isInstance));
      session.frontEnd.send("1");
      assertEquals(
          "1",
          only(PublishExecuteResult.class, session.frontEnd.published())
              .getData(MIMEType.TEXT_PLAIN));
    }
  }

  private static <T> T only(Class<T> type, List<Object> contents) {
    List<T> found = contents.stream().filter(type::isInstance).map(type::cast).toList();
    assertEquals(1, found.size(), contents::toString);
    return found.get(0);
  }
}
