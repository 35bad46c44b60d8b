package dev.espalier.testkit.golden;

import dev.espalier.testkit.FileErrors;
import dev.espalier.testkit.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Reads recordings from files, folders, or the copy that comes with the test kit. */
public final class RecordingReader {
  private static final String BUILT_IN = "recordings.jsonl.gz";

  /** Made later with the same driver and peer, of what the others do not show. */
  private static final String ADDED = "added.jsonl";

  /** More is no recording: the largest known one has half a megabyte. */
  private static final long FILE_BYTES_MAX = 256L << 20;

  private static final Pattern PROGRAM =
      Pattern.compile("\\{\"type\": ?\"program\", ?\"kind\": ?\"(\\w+)\", ?\"seed\": ?(\\d+),");
  private static final Pattern SCENARIO =
      Pattern.compile("\\{\"type\": ?\"scenario\", ?\"name\": ?\"(\\w+)\"");

  private final Predicate<String> wanted;
  private final List<Recording> recordings = new ArrayList<>();
  private final List<Problem> problems = new ArrayList<>();
  private int passedOver;

  /**
   * Makes a reader.
   *
   * @param wanted says by name which recordings to keep
   */
  public RecordingReader(Predicate<String> wanted) {
    this.wanted = wanted;
  }

  /**
   * A file that should have been a recording and is none.
   *
   * @param name the file, with the line where there are several
   * @param message one line that says what is wrong
   */
  public record Problem(String name, String message) {}

  /**
   * What was read so far.
   *
   * @return the recordings, in order of reading
   */
  public List<Recording> recordings() {
    return List.copyOf(recordings);
  }

  /**
   * What could not be read so far.
   *
   * @return the problems, in order of reading
   */
  public List<Problem> problems() {
    return List.copyOf(problems);
  }

  /**
   * How many files were no recordings.
   *
   * @return the count
   */
  public int passedOver() {
    return passedOver;
  }

  /**
   * Reads a file or a folder with all that is in it.
   *
   * @param path where
   * @throws IOException when there is no such file or folder, or a folder cannot be listed
   */
  public void read(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new IOException("no such file or folder: " + path);
    }
    JsonObject certificates = certificatesNear(path);
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
        if (!file.toString().endsWith(".jsonl")) {
          passedOver++;
          continue;
        }
        try {
          if (Files.size(file) > FILE_BYTES_MAX) {
            throw new IOException("larger than " + FILE_BYTES_MAX + " bytes");
          }
          String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
          parse(file.toString(), List.of(text.split("\n")), certificates);
        } catch (IOException e) {
          problems.add(new Problem(file.toString(), "cannot be read: " + FileErrors.reason(e)));
        }
      }
    }
  }

  /**
   * Reads the copy that comes with the test kit.
   *
   * @throws IOException when the copy is damaged
   */
  public void readBuiltIn() throws IOException {
    List<String> lines = builtIn(Integer.MAX_VALUE);
    JsonObject certificates = JsonObject.parse(lines.getFirst());
    parse(BUILT_IN, lines.subList(2, lines.size()), certificates);
    try (InputStream in = resource(ADDED)) {
      parse(ADDED, lines(in, Integer.MAX_VALUE), certificates);
    }
  }

  /**
   * The measured series of times in the copy that comes with the test kit.
   *
   * @return {@code timing.json}
   * @throws IOException when the copy is damaged
   */
  public static JsonObject builtInTimings() throws IOException {
    return JsonObject.parse(builtIn(2).getLast());
  }

  /** {@code certs.json} of the copy that comes with the test kit. */
  static JsonObject builtInCertificates() throws IOException {
    return JsonObject.parse(builtIn(1).getFirst());
  }

  /** Certificates, times, then all programs and scenarios, a line each; the first so many. */
  private static List<String> builtIn(int lines) throws IOException {
    try (InputStream in = new GZIPInputStream(resource(BUILT_IN))) {
      return lines(in, lines);
    }
  }

  private static InputStream resource(String name) throws IOException {
    InputStream in = RecordingReader.class.getResourceAsStream(name);
    if (in == null) {
      throw new IOException("the test kit was built without " + name);
    }
    return in;
  }

  private static List<String> lines(InputStream in, int lines) throws IOException {
    try {
      var reader = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      return reader.lines().limit(lines).toList();
    } catch (UncheckedIOException e) {
      throw Objects.requireNonNull(e.getCause());
    }
  }

  private static JsonObject certificatesNear(Path path) throws IOException {
    Path folder = Files.isDirectory(path) ? path : path.toAbsolutePath().getParent();
    for (int up = 0; up < 2 && folder != null; up++) {
      Path file = folder.resolve("certs.json");
      if (Files.isRegularFile(file)) {
        try {
          return JsonObject.parse(Files.readString(file));
        } catch (IOException e) {
          throw new IOException(file + " is not readable JSON: " + firstLine(e), e);
        }
      }
      folder = folder.toAbsolutePath().getParent();
    }
    return JsonObject.parse(builtIn(1).getFirst());
  }

  /**
   * Takes the recordings out of lines: scenarios from their first line to their summary, programs
   * line by line.
   *
   * @param label where they are from, for messages
   * @param lines JSON, an object a line
   * @param certificates the specification of the certificates that it names
   */
  void parse(String label, List<String> lines, JsonObject certificates) {
    List<JsonObject> scenario = new ArrayList<>();
    int number = 0;
    int found = 0;
    boolean unwanted = false;
    for (String line : lines) {
      number++;
      String name = scenario.isEmpty() ? nameAtTheBeginning(line) : null;
      if (name != null) {
        unwanted = !wanted.test(name);
        found += unwanted ? 1 : 0;
      }
      if (unwanted || line.isBlank()) {
        continue;
      }
      JsonObject object;
      try {
        object = JsonObject.parse(line);
      } catch (IOException e) {
        problems.add(new Problem(label + ":" + number, "not readable JSON: " + firstLine(e)));
        scenario.clear();
        found++;
        continue;
      }
      String type = object.text("type", "");
      if (type.equals("program")) {
        addProgram(label + ":" + number, object, certificates);
        found++;
      } else if (type.equals("scenario") || !scenario.isEmpty()) {
        scenario.add(object);
        if (type.equals("summary")) {
          addScenario(label, scenario, certificates);
          scenario.clear();
          found++;
        }
      }
    }
    if (!scenario.isEmpty()) {
      problems.add(new Problem(label, "the last line is no summary: the file is cut off"));
    } else if (found == 0) {
      passedOver++;
    }
  }

  /** The name of what begins with this line, without parsing it; null when that does not show. */
  private static @Nullable String nameAtTheBeginning(String line) {
    Matcher scenario = SCENARIO.matcher(line);
    if (scenario.lookingAt()) {
      return scenario.group(1);
    }
    Matcher program = PROGRAM.matcher(line);
    return program.lookingAt() ? program.group(1) + "/" + program.group(2) : null;
  }

  private void addScenario(String label, List<JsonObject> lines, JsonObject certificates) {
    JsonObject script = lines.getFirst();
    String name = script.text("name", "");
    if (name.isEmpty()) {
      problems.add(new Problem(label, "the scenario has no name"));
    } else if (!script.has("client")) {
      problems.add(new Problem(label, "the scenario has no client steps"));
    } else if (wanted.test(name)) {
      List<JsonObject> records = lines.subList(1, lines.size() - 1);
      recordings.add(
          new Recording(
              name, Recording.Kind.SCENARIO, script, records, lines.getLast(), certificates));
    }
  }

  private void addProgram(String label, JsonObject line, JsonObject certificates) {
    try {
      String word = line.requiredText("kind");
      Recording.Kind kind = Recording.Kind.ofProgram(word);
      String name = word + "/" + line.get("seed");
      if (wanted.test(name)) {
        recordings.add(new Recording(name, kind, line, List.of(), line, certificates));
      }
    } catch (JsonObject.FormatException e) {
      problems.add(new Problem(label, e.getMessage() == null ? "ill-formed" : e.getMessage()));
    }
  }

  private static String firstLine(@Nullable Exception e) {
    String message = e == null || e.getMessage() == null ? "unknown" : e.getMessage();
    int end = message.indexOf('\n');
    return end < 0 ? message : message.substring(0, end);
  }
}
