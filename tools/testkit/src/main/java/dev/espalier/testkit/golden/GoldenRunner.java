package dev.espalier.testkit.golden;

import dev.espalier.testkit.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** Plays recordings one by one and compares each with what the genuine code did. */
public final class GoldenRunner {
  private final Stage stage;
  private final Timings timings;

  /**
   * Makes a runner.
   *
   * @param stage where to play
   */
  public GoldenRunner(Stage stage) {
    this.stage = stage;
    try {
      this.timings = new Timings(RecordingReader.builtInTimings());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * The verdict on one recording.
   *
   * @param name the recording
   * @param differences what was different, empty when it passed
   */
  public record Verdict(String name, List<Difference> differences) {
    /** Copies the differences. */
    public Verdict {
      differences = List.copyOf(differences);
    }

    /**
     * Whether the mirror did as the genuine code.
     *
     * @return true when nothing was different
     */
    public boolean passed() {
      return differences.isEmpty();
    }
  }

  /**
   * Plays a recording and compares.
   *
   * @param recording the recording
   * @return the verdict
   */
  public Verdict judge(Recording recording) {
    try {
      return new Verdict(
          recording.name(),
          recording.kind() == Recording.Kind.URL
              ? UrlProgram.compare(recording)
              : Comparison.of(
                  recording, stage.play(recording), stage.isRealTime() ? null : timings));
    } catch (JsonObject.FormatException e) {
      return failed(recording, "a script that follows the format", e.getMessage());
    }
  }

  private static Verdict failed(
      Recording recording, String expected, @org.jspecify.annotations.Nullable String got) {
    return new Verdict(
        recording.name(), List.of(new Difference("script", expected, String.valueOf(got))));
  }
}
