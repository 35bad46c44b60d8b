package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TextWatchTest {
  @Test
  void findsATextThatComesInPieces() {
    var watch = new TextWatch(List.of("hello"), List.of());
    assertEquals(Optional.empty(), watch.see("say hel"));
    assertEquals(Optional.of(ExitCode.OK), watch.see("lo!"));
  }

  @Test
  void waitsForTheLastOfSeveral() {
    var watch = new TextWatch(List.of("one", "two"), List.of());
    assertEquals(Optional.empty(), watch.see("two\n"));
    assertEquals(List.of("one"), watch.missing());
    assertEquals(Optional.of(ExitCode.OK), watch.see("one\n"));
    assertEquals(List.of(), watch.missing());
  }

  @Test
  void letsAFailingTextWin() {
    var watch = new TextWatch(List.of("ok"), List.of("panic"));
    assertEquals(Optional.of(ExitCode.FAILURE), watch.see("ok panic"));
    assertEquals(Optional.of("panic"), watch.failed());
  }

  @Test
  void saysNothingWhenItLooksForNothing() {
    assertEquals(Optional.empty(), new TextWatch(List.of(), List.of()).see("anything"));
  }
}
