package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A console and what stands below it. */
final class TerminalTest {
  private final FakeScreen screen = new FakeScreen();
  private final Terminal terminal = new Terminal(screen.out(), true);

  @Test
  void renewsInPlaceWhatStandsBelow() {
    terminal.print("one\n");
    terminal.below(List.of("a", "b", "c"));
    assertEquals(List.of("one", "a", "b", "c", ""), screen.lines());
    terminal.print("two\r\n");
    assertEquals(List.of("one", "two", "a", "b", "c", ""), screen.lines());
    terminal.below(List.of("d"));
    assertEquals(List.of("one", "two", "d", ""), screen.lines());
  }

  @Test
  void goesOnWithALineThatWasNotComplete() {
    terminal.print("first\nLED ");
    terminal.below(List.of("table"));
    assertEquals(List.of("first", "LED ", "table", ""), screen.lines());
    terminal.print("on");
    terminal.print(" and off\nnext");
    assertEquals(List.of("first", "LED on and off", "next", "table", ""), screen.lines());
  }

  @Test
  void keepsLinesOfOthersApart() {
    terminal.print("LED ");
    terminal.below(List.of("table"));
    terminal.line("echo server: connected");
    assertEquals(List.of("LED ", "echo server: connected", "table", ""), screen.lines());
  }

  @Test
  void leavesTheLastTableWhereItIs() {
    terminal.below(List.of("table"));
    terminal.settle();
    terminal.print("after\n");
    assertEquals(List.of("table", "after", ""), screen.lines());
  }

  @Test
  void showsNoMoreThanFitsOnAScreen() {
    terminal.below(Collections.nCopies(40, "task"));
    assertEquals(23, screen.lines().size());
    assertEquals("… and 19 more lines", screen.lines().get(21));
    terminal.below(List.of("task"));
    assertEquals(List.of("task", ""), screen.lines());
  }

  @Test
  void writesNoControlSequencesWithoutThem() {
    var plain = new Terminal(screen.out());
    plain.print("LED ");
    plain.line("echo");
    plain.print("on\n");
    assertEquals(List.of("LED ", "echo", "on", ""), screen.lines());
  }
}
