package dev.espalier.testkit.golden;

import dev.espalier.testkit.JsonObject;

/** The step {@code parse_url}. */
final class UrlSteps implements StepFamily {
  private final Recorder recorder;

  UrlSteps(Recorder recorder) {
    this.recorder = recorder;
  }

  @Override
  public boolean play(JsonObject step, String op, String id) {
    if (!op.equals("parse_url")) {
      return false;
    }
    String url = step.requiredText("url");
    JsonObject r = recorder.board("ret").put("step", id).put("op", op);
    r.put("url", StepData.bytewise(url));
    UrlProgram.parse(url, step.flag("is_connect", false), r);
    return true;
  }
}
