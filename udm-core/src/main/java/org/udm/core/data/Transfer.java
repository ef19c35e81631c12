package org.udm.core.data;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;

/** Gets the bytes of one file that are not here yet, and gives up when none come any more. */
final class Transfer {
  private static final Duration PATIENCE = Duration.ofSeconds(20); // while nothing comes
  private static final long REPORT = 200; // milliseconds between two reports
  private static final int OK = 200;
  private static final int PARTIAL = 206;
  private static final int NOT_SATISFIABLE = 416; // what is here is as long as the file, or longer

  private final Download file;
  private final FileChannel part;
  private final DownloadListener listener;
  private final AtomicLong total = new AtomicLong(-1);

  Transfer(Download file, FileChannel part, DownloadListener listener) {
    this.file = file;
    this.part = part;
    this.listener = listener;
  }

  void run() throws IOException {
    long here = part.size();
    int status = request(here);
    if (here > 0 && status == NOT_SATISFIABLE) {
      part.truncate(0);
      status = request(0);
    }
    if (status != OK && status != PARTIAL) {
      throw new IOException("the server answers " + status);
    }
    listener.received(file, part.size(), part.size());
  }

  /** Asks for the bytes from one on, and returns the status of the answer. */
  private int request(long from) throws IOException {
    HttpRequest.Builder request = HttpRequest.newBuilder(file.address()).timeout(PATIENCE);
    if (from > 0) {
      request.header("Range", "bytes=" + from + "-");
    }
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(PATIENCE)
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    return await(client.sendAsync(request.build(), answer -> body(answer, from)));
  }

  private HttpResponse.BodySubscriber<Void> body(HttpResponse.ResponseInfo answer, long from) {
    if (answer.statusCode() != OK && answer.statusCode() != PARTIAL) {
      return HttpResponse.BodySubscribers.discarding();
    }
    try {
      // A server that does not know ranges sends the whole file.
      long start = answer.statusCode() == PARTIAL ? from : 0;
      part.truncate(start);
      part.position(start);
      long length = answer.headers().firstValueAsLong("Content-Length").orElse(-1);
      total.set(length < 0 ? -1 : start + length);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return HttpResponse.BodySubscribers.ofByteArrayConsumer(this::write);
  }

  private void write(Optional<byte[]> bytes) {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes.orElse(new byte[0]));
      while (buffer.hasRemaining()) {
        part.write(buffer);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int await(CompletableFuture<HttpResponse<Void>> answer) throws IOException {
    long last = part.size();
    long since = System.nanoTime();
    while (true) {
      try {
        return answer.get(REPORT, TimeUnit.MILLISECONDS).statusCode();
      } catch (TimeoutException e) {
        long now = part.size();
        if (now != last) {
          last = now;
          since = System.nanoTime();
          listener.received(file, now, total.get());
        } else if (System.nanoTime() - since > 2 * PATIENCE.toNanos()) {
          answer.cancel(true);
          throw new IOException(
              "nothing came for %d seconds; try again, it goes on from byte %d"
                  .formatted(2 * PATIENCE.toSeconds(), now));
        }
      } catch (InterruptedException e) {
        answer.cancel(true);
        Thread.currentThread().interrupt();
        throw new IOException("interrupted", e);
      } catch (ExecutionException e) {
        if (e.getCause() instanceof IOException cause) {
          throw cause;
        }
        throw new IOException(e.getCause());
      }
    }
  }
}
