package org.udm.notebook.kernel;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import com.google.gson.reflect.TypeToken;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.dflib.jjava.jupyter.channels.ShellReplyEnvironment;
import org.dflib.jjava.jupyter.kernel.display.DisplayData;
import org.dflib.jjava.jupyter.messages.Message;
import org.dflib.jjava.jupyter.messages.MessageContext;
import org.dflib.jjava.jupyter.messages.publish.PublishDisplayData;
import org.dflib.jjava.jupyter.messages.publish.PublishError;
import org.dflib.jjava.jupyter.messages.publish.PublishExecuteResult;
import org.dflib.jjava.jupyter.messages.publish.PublishStream;
import org.dflib.jjava.jupyter.messages.publish.PublishUpdateDisplayData;
import org.udm.notebook.document.Output;

/** Takes the place of Jupyter: keeps what a cell sends, as the front end would show it. */
final class RecordingEnvironment extends ShellReplyEnvironment {
  private final List<Output> outputs = new ArrayList<>();
  private boolean deferring;

  RecordingEnvironment(MessageContext request) {
    super(null, null, null, request);
  }

  /** What the cell has sent so far. */
  synchronized List<Output> outputs() {
    return List.copyOf(outputs);
  }

  @Override
  public ShellReplyEnvironment defer() {
    deferring = true;
    return this;
  }

  @Override
  public void publish(Message<?> message) {
    if (deferring) {
      deferring = false;
      defer(() -> keep(message.getContent()));
    } else {
      keep(message.getContent());
    }
  }

  @Override
  public void reply(Message<?> message) {
    deferring = false; // nobody asked: what a reply says was published as well
  }

  @Override
  public String readFromStdIn(String prompt, boolean isPassword) {
    throw new IllegalStateException("a cell asks for input, and nobody is there to give it");
  }

  private synchronized void keep(Object content) {
    if (content instanceof PublishStream printed) {
      print(
          printed.getStreamType() == PublishStream.StreamType.OUT ? "stdout" : "stderr",
          printed.getText());
    } else if (content instanceof PublishExecuteResult result) {
      outputs.add(new Output.Result(forms(result), result.getCount()));
    } else if (content instanceof PublishDisplayData shown) {
      String id = shown.getDisplayId();
      outputs.add(new Output.Display(forms(shown), id == null ? "" : id));
    } else if (content instanceof PublishUpdateDisplayData update) {
      outputs.replaceAll(
          output ->
              output instanceof Output.Display shown && shown.id().equals(update.getDisplayId())
                  ? new Output.Display(forms(update), shown.id())
                  : output);
    } else if (content instanceof PublishError error) {
      outputs.add(
          new Output.Failure(error.getErrorName(), error.getErrorMessage(), error.getStacktrace()));
    }
  }

  /** Adds to what was printed last, as a front end does. */
  private void print(String stream, String text) {
    int last = outputs.size() - 1;
    if (last >= 0
        && outputs.get(last) instanceof Output.Stream before
        && before.name().equals(stream)) {
      outputs.set(last, new Output.Stream(stream, before.text() + text));
    } else {
      outputs.add(new Output.Stream(stream, text));
    }
  }

  /** The forms of a thing by MIME type; the base library has no list of them but in its JSON. */
  private static Map<String, Object> forms(DisplayData data) {
    JsonObject json = new Gson().toJsonTree(data, DisplayData.class).getAsJsonObject();
    return new Gson()
        .fromJson(json.get("data"), new TypeToken<LinkedHashMap<String, Object>>() {}.getType());
  }
}
