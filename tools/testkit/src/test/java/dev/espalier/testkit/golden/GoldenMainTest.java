package dev.espalier.testkit.golden;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.testkit.JsonObject;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoldenMainTest {
  private static final String EMPTY_SUMMARY =
      "{\"type\":\"summary\",\"events\":[],\"returns\":[%s],\"wire_c2s\":{},\"order\":[%s],"
          + "\"exit\":0,\"stable\":{}}";

  @TempDir private Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return GoldenMain.run(new PrintWriter(out, true), new PrintWriter(err, true), args);
  }

  private void write(String name, String... lines) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, List.of(lines));
  }

  private void writeDump(String name, String returned) throws IOException {
    write(
        name,
        "{\"type\":\"scenario\",\"name\":\"dump\",\"client\":[{\"op\":\"ev_dump\"}]}",
        "{\"t\":0.1,\"type\":\"ret\",\"task\":\"main\",\"step\":\"0\",\"op\":\"ev_dump\",\"ret\":0,"
            + "\"ret_name\":\"ESP_OK\",\"dur_us\":5}",
        EMPTY_SUMMARY.formatted(
            "\"0 ev_dump -> " + returned + "\"", "\"RET 0 ev_dump -> " + returned + "\""));
  }

  @Test
  void passesWhatIsAsRecorded() throws IOException {
    writeDump("a.jsonl", "ESP_OK");
    assertEquals(0, run(folder.toString()), err::toString);
    assertEquals("1 passed, 0 failed", out.toString().strip());
  }

  @Test
  void printsExpectedAndGotWithThePosition() throws IOException {
    writeDump("a.jsonl", "ESP_FAIL");
    assertEquals(1, run(folder.toString()));
    assertTrue(out.toString().contains("FAIL dump"), out::toString);
    assertTrue(out.toString().contains("returns[0]"), out::toString);
    assertTrue(out.toString().contains("expected 0 ev_dump -> ESP_FAIL"), out::toString);
    assertTrue(out.toString().contains("got      0 ev_dump -> ESP_OK"), out::toString);
    assertTrue(out.toString().strip().endsWith("0 passed, 1 failed"), out::toString);
  }

  @Test
  void passesOverOtherFiles() throws IOException {
    writeDump("scenarios/a.jsonl", "ESP_OK");
    write("README.md", "# text");
    write("other.jsonl", "{\"type\":\"note\"}");
    write("empty.jsonl");
    assertEquals(0, run(folder.toString()), out::toString);
    assertEquals("1 passed, 0 failed", out.toString().strip());
  }

  @Test
  void countsADamagedRecordingAsFailedWithOneLine() throws IOException {
    write("cut.jsonl", "{\"type\":\"scenario\",\"name\":\"x\",\"client\":[]}", "{\"t\":");
    write("short.jsonl", "{\"type\":\"scenario\",\"name\":\"x\",\"client\":[]}");
    writeDump("good.jsonl", "ESP_OK");
    assertEquals(1, run(folder.toString()));
    assertTrue(out.toString().contains("cut.jsonl:2"), out::toString);
    assertTrue(out.toString().contains("the file is cut off"), out::toString);
    assertTrue(out.toString().strip().endsWith("1 passed, 2 failed"), out::toString);
    assertFalse(out.toString().contains("\tat "), out::toString);
  }

  @Test
  void saysWhatAnUnknownStepIs() throws IOException {
    write(
        "a.jsonl",
        "{\"type\":\"scenario\",\"name\":\"x\",\"client\":[{\"op\":\"fly\"}]}",
        EMPTY_SUMMARY.formatted("", ""));
    assertEquals(1, run(folder.toString()));
    assertTrue(out.toString().contains("unknown client step: fly"), out::toString);
    assertFalse(out.toString().contains("\tat "), out::toString);
  }

  @Test
  void refusesAPathThatIsNotThere() {
    assertEquals(2, run(folder.resolve("nowhere").toString()));
    assertTrue(err.toString().contains("no such file or folder"), err::toString);
  }

  @Test
  void refusesAnUnknownNetwork() {
    assertEquals(2, run("--net", "pigeons"));
    assertTrue(err.toString().contains("--net must be sim or jvm: pigeons"), err::toString);
  }

  @Test
  void refusesAFilterThatFitsNothing() throws IOException {
    writeDump("a.jsonl", "ESP_OK");
    assertEquals(2, run("--filter", "z*", folder.toString()));
    assertTrue(err.toString().contains("no recording has a name like z*"), err::toString);
  }

  @Test
  void filtersByGlob() {
    assertTrue("ev_order".matches(GoldenMain.regex("ev_*")));
    assertTrue("event/1".matches(GoldenMain.regex("event/?")));
    assertTrue("a.b".matches(GoldenMain.regex("a.[ab]")));
    assertFalse("axb".matches(GoldenMain.regex("a.b")));
  }

  @Test
  void writesAReport() throws IOException {
    writeDump("a.jsonl", "ESP_FAIL");
    Path report = folder.resolve("out.json");
    assertEquals(1, run("--report", report.toString(), folder.toString()));
    JsonObject read = JsonObject.parse(Files.readString(report));
    assertEquals(0, read.number("passed", -1));
    assertEquals(1, read.number("failed", -1));
    assertEquals("dump", read.objects("results").getFirst().text("name"));
  }
}
