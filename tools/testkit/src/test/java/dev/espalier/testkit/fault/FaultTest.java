package dev.espalier.testkit.fault;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.espalier.testkit.fault.FaultyMirror.Outcome;
import dev.espalier.testkit.golden.GoldenMain;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** The judge sees every fault of docs/deliberate-faults.md. */
final class FaultTest {
  private static final Path PROJECT = Path.of("../..");
  private static final Path PAGE = PROJECT.resolve("docs/deliberate-faults.md");
  private static final String ENTRY =
      """
      ### a-fault

      It is wrong.

      `a/src/main/java/A.java`, shown by `x`

      ```diff
      -old
      +new
      ```
      """;

  private static FaultCompiler compiler;

  @TempDir private Path folder;

  @BeforeAll
  static void open() {
    compiler = new FaultCompiler(PROJECT);
  }

  @AfterAll
  static void close() {
    compiler.close();
  }

  @TestFactory
  Stream<DynamicTest> everyFaultTurnsRecordingsRed() throws IOException {
    return FaultList.read(PAGE).stream()
        .map(fault -> dynamicTest(fault.name(), () -> assertSeen(fault)));
  }

  private static void assertSeen(Fault fault) {
    var mirror = new FaultyMirror(compiler.compile(fault));
    Outcome outcome = mirror.play(FaultMain.arguments(fault.shownBy()));
    for (String glob : fault.shownBy()) {
      assertTrue(
          outcome.red().stream().anyMatch(name -> name.matches(GoldenMain.regex(glob))),
          () -> glob + " does not show it: " + outcome.text());
    }
  }

  @Test
  void theMirrorAsItIsPassesWhatShowsFaults() throws IOException {
    List<Fault> faults = FaultList.read(PAGE);
    assertTrue(faults.size() >= 20, faults.size() + " faults");
    List<String> globs = faults.stream().flatMap(f -> f.shownBy().stream()).distinct().toList();
    Outcome outcome = new FaultyMirror(Map.of()).play(FaultMain.arguments(globs));
    assertEquals(List.of(), outcome.red(), outcome.text());
    assertTrue(outcome.count() >= globs.size() / 2, outcome.text());
  }

  @Test
  void refusesAFaultWhosePieceIsGone() {
    var fault =
        new Fault(
            "gone",
            "",
            "hal/src/main/java/dev/espalier/hal/transport/WsMask.java",
            "int gone;",
            "",
            List.of("x"));
    FaultException e = assertThrows(FaultException.class, () -> compiler.compile(fault));
    assertEquals(
        "gone: hal/src/main/java/dev/espalier/hal/transport/WsMask.java does not have this any"
            + " more: \"int gone;\"",
        e.getMessage());
  }

  @Test
  void refusesAFaultWhosePieceIsThereTwice() {
    var fault = new Fault("twice", "", "A.java", "a b", "c", List.of("x"));
    assertEquals("x; c y;", fault.putInto("x; a\n b y;"));
    FaultException e = assertThrows(FaultException.class, () -> fault.putInto("a b; ab;"));
    assertEquals("twice: A.java has this more than once: \"a b\"", e.getMessage());
  }

  @Test
  void refusesAFaultWithoutSourceAndOneThatDoesNotCompile() {
    var homeless = new Fault("homeless", "", "hal/src/main/java/No.java", "a", "", List.of("x"));
    FaultException e = assertThrows(FaultException.class, () -> compiler.compile(homeless));
    assertEquals("homeless: there is no source file hal/src/main/java/No.java", e.getMessage());
    var illFormed =
        new Fault(
            "ill",
            "",
            "hal/src/main/java/dev/espalier/hal/transport/WsMask.java",
            "private WsMask() {}",
            "private WsMask( {}",
            List.of("x"));
    e = assertThrows(FaultException.class, () -> compiler.compile(illFormed));
    assertTrue(String.valueOf(e.getMessage()).startsWith("ill does not compile:"), e::getMessage);
  }

  @Test
  void readsThePage() throws IOException {
    Path page = Files.writeString(folder.resolve("f.md"), "# Title\n\nProse.\n\n" + ENTRY);
    List<Fault> faults = FaultList.read(page);
    assertEquals(
        List.of(
            new Fault(
                "a-fault",
                "It is wrong.",
                "a/src/main/java/A.java",
                "old\n",
                "new\n",
                List.of("x"))),
        faults);
  }

  @Test
  void refusesAPageThatIsNotOfTheForm() throws IOException {
    refuse(ENTRY.replace("shown by `x`", "shown by nobody"), "needs a source file, recordings");
    refuse(ENTRY.replace("```diff", "```"), "a-fault has no block of diff");
    refuse(ENTRY + ENTRY, ": a-fault is there twice");
  }

  private void refuse(String text, String message) throws IOException {
    Path page = Files.writeString(folder.resolve("f.md"), text);
    FaultException e = assertThrows(FaultException.class, () -> FaultList.read(page));
    assertTrue(String.valueOf(e.getMessage()).contains(message), e::getMessage);
  }

  @Test
  void theCommandListsAndRefuses() {
    assertEquals(0, run("--list"));
    assertEquals(2, run("no-such-fault"));
    assertEquals(0, run("close-code-swapped"));
  }

  private static int run(String... args) {
    var out = new StringWriter();
    String[] all =
        Stream.concat(Stream.of("--project", "../.."), Stream.of(args)).toArray(String[]::new);
    int code = FaultMain.run(new PrintWriter(out), new PrintWriter(out), all);
    switch (code) {
      case 0 -> assertTrue(out.toString().contains("close-code-swapped: "), out::toString);
      default ->
          assertTrue(
              out.toString().contains("no fault has the name no-such-fault; --list prints them"),
              out::toString);
    }
    return code;
  }
}
