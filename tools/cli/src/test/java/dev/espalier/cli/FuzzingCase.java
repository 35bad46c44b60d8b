package dev.espalier.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * One case of a fuzzing server: what it sends, and what it wants to see.
 *
 * @param name section of RFC 6455 and what is tried
 * @param steps what the server does, one after the other
 * @param expected what the client has to send before the end: opcode, a blank, payload
 * @param ending how the connection has to end
 */
record FuzzingCase(String name, List<Step> steps, List<String> expected, Ending ending) {
  /** One thing that the server does. */
  sealed interface Step {
    /** Sends bytes, so many at a time. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Send(byte[] bytes, int atATime) implements Step {}

    /** Waits. */
    record Pause(long millis) implements Step {}
  }

  /** How the connection has to end. */
  sealed interface Ending {
    /** The server closes with 1000, and the client answers. */
    record ServerCloses() implements Ending {}

    /** A CLOSE is among the steps: the client answers it, with 1000 or without a code. */
    record Answered() implements Ending {}

    /** The client closes with one of the codes or none, or cuts the connection. */
    record ClientFails(Set<Integer> codes) implements Ending {}
  }

  /** Puts a case together. */
  static final class Builder {
    private final String name;
    private final List<Step> steps = new ArrayList<>();
    private final List<String> expected = new ArrayList<>();
    private int atATime = Integer.MAX_VALUE;

    Builder(String name) {
      this.name = name;
    }

    Builder chopped(int bytes) {
      atATime = bytes;
      return this;
    }

    Builder send(byte[]... frames) {
      for (byte[] frame : frames) {
        steps.add(new Step.Send(frame, atATime));
      }
      return this;
    }

    Builder pause(long millis) {
      steps.add(new Step.Pause(millis));
      return this;
    }

    Builder expect(int opcode, String payload) {
      expected.add(opcode + " " + payload);
      return this;
    }

    FuzzingCase serverCloses() {
      return end(new Ending.ServerCloses());
    }

    FuzzingCase answered() {
      return end(new Ending.Answered());
    }

    FuzzingCase fails(Integer... codes) {
      return end(new Ending.ClientFails(Set.of(codes)));
    }

    private FuzzingCase end(Ending ending) {
      return new FuzzingCase(name, List.copyOf(steps), List.copyOf(expected), ending);
    }
  }
}
