package dev.espalier.testkit.junit;

import dev.espalier.emulator.RunResult;
import dev.espalier.testkit.lab.Lab;
import dev.espalier.testkit.peer.WebSocketServer;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The lab of one test, with its server and clock. */
final class TestWorld {
  private static final String HOST = "server";
  private static final int PORT = 80;

  private final Lab lab;
  private @Nullable WebSocketServer server;

  TestWorld(Lab lab) {
    this.lab = lab;
  }

  Lab lab() {
    return lab;
  }

  WebSocketServer server() {
    WebSocketServer made = server;
    if (made == null) {
      made = lab.server(HOST, PORT);
      server = made;
    }
    return made;
  }

  Clock clock() {
    InstantSource source = () -> Instant.EPOCH.plus(lab.now());
    return source.withZone(ZoneOffset.UTC);
  }

  /** Switches all off; after a test that has passed so far, looks at what is left. */
  void end(boolean judge) {
    try {
      if (judge) {
        judge();
      }
    } finally {
      lab.close();
    }
  }

  private void judge() {
    RunResult result = lab.lastResult();
    if (result.end() == RunResult.End.PANIC && !lab.panicAwaited()) {
      throw new AssertionError(
          "the firmware panicked, and the test did not await it (Lab.awaitPanic)\n"
              + result.report());
    }
    List<String> left = lab.leftovers();
    if (result.end() == RunResult.End.DONE && !left.isEmpty()) {
      throw new AssertionError("the firmware is done and leaves " + String.join(", ", left));
    }
  }
}
