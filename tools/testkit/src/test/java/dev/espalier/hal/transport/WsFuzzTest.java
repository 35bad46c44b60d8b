package dev.espalier.hal.transport;

import static dev.espalier.hal.transport.ScriptedParent.SECOND;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.espalier.hal.freertos.Timeout;
import dev.espalier.hal.log.EspLog;
import dev.espalier.hal.log.EspLogLevel;
import dev.espalier.hal.profile.LintMode;
import dev.espalier.hal.profile.Profile;
import dev.espalier.hal.profile.QuirkSet;
import dev.espalier.testkit.SeedSource;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * Mutated frames, cut anywhere: a read ends with a count, 0 or a negative number and nothing else,
 * and no byte of the stream is lost or seen twice.
 */
final class WsFuzzTest {
  private static final QuirkSet V4_4 = QuirkSet.of(Profile.IDF_4_4);
  private static final QuirkSet CURRENT = QuirkSet.of(Profile.COMPONENT_1_8);
  private static final int INPUTS = 1_000_000;
  private static final int SEEDS = 10;

  /** More reads than this would mean that a read gives something for nothing. */
  private static final int READS_MAX = 300;

  /** A stream in memory, cut into segments; it knows how much of it was taken. */
  private static final class Stream implements TransportFunctions {
    private byte[] bytes = {};
    private int end;
    private int at;
    private int cut;
    private boolean failsAtEnd;

    void reset(byte[] stream, int length, int firstCut, boolean fails) {
      bytes = stream;
      end = length;
      at = 0;
      cut = firstCut;
      failsAtEnd = fails;
    }

    @Override
    public int pollRead(EspTransport transport, Timeout timeout) {
      return at < end || failsAtEnd ? 1 : 0;
    }

    @Override
    public int pollWrite(EspTransport transport, Timeout timeout) {
      return 1;
    }

    @Override
    public int write(EspTransport transport, byte[] from, int offset, int length, Timeout timeout) {
      return length;
    }

    @Override
    public int read(EspTransport transport, byte[] buffer, int offset, int length, Timeout t) {
      if (length <= 0 || offset + length > buffer.length) {
        fail("read of " + length + " at " + offset + " into " + buffer.length);
      }
      if (at == end) {
        return failsAtEnd ? -1 : 0;
      }
      int stop = at < cut ? Math.min(cut, end) : end;
      int count = Math.min(length, stop - at);
      System.arraycopy(bytes, at, buffer, offset, count);
      at += count;
      return count;
    }
  }

  private interface Work {
    void run();
  }

  private static void onBoard(QuirkSet quirks, LintMode lint, Work work) {
    ScriptedParent.run(
        quirks,
        lint,
        ignored -> {
          EspLog.levelSet("*", EspLogLevel.ESP_LOG_NONE);
          work.run();
        });
  }

  private static TransportWs over(Stream stream, boolean propagate) {
    EspTransport parent = EspTransport.init();
    parent.setFunc(stream).orAbort();
    TransportWs ws = new TransportWs(parent, QuirkSet.ofBoard(), 1024);
    ws.setConfig(WsConfig.builder().propagateControlFrames(propagate).build()).orAbort();
    return ws;
  }

  /** Reads until the stream is used up or broken; every result has to be a documented one. */
  private static int readOut(TransportWs ws, Stream stream, byte[] buffer) {
    for (int reads = 0; reads < READS_MAX; reads++) {
      int before = stream.at;
      int read = ws.read(buffer, 0, buffer.length, SECOND);
      assertTrue(read <= buffer.length, "more than there is room for");
      assertTrue(read <= stream.at - before, "more than was taken from the stream");
      int opcode = ws.getReadOpcode();
      assertTrue(opcode == WsOpcode.WS_TRANSPORT_OPCODES_NONE || (opcode >= 0 && opcode <= 15));
      if (read < 0 || stream.at == stream.end) {
        return read;
      }
      if (read == 0 && stream.at == before) {
        return 0;
      }
    }
    return fail("the stream has no end");
  }

  @ParameterizedTest
  @SeedSource(count = SEEDS)
  void endsEveryReadOfMutatedFramesWithADocumentedResult(long seed) {
    fuzz(V4_4, LintMode.OFF, seed, INPUTS / SEEDS / 2);
    fuzz(CURRENT, LintMode.WARN, seed, INPUTS / SEEDS / 2);
  }

  private static void fuzz(QuirkSet quirks, LintMode lint, long seed, int inputs) {
    onBoard(
        quirks,
        lint,
        () -> {
          Random random = new Random(seed);
          Stream stream = new Stream();
          TransportWs quiet = over(stream, false);
          TransportWs open = over(stream, true);
          byte[] input = new byte[256];
          byte[] buffer = new byte[64];
          byte[] small = new byte[3];
          for (int i = 0; i < inputs; i++) {
            int length = frames(random, input);
            mutate(random, input, length);
            stream.reset(input, length, random.nextInt(length + 1), random.nextBoolean());
            TransportWs ws = random.nextBoolean() ? quiet : open;
            // The frame before may not have been read out: a new connection begins.
            var _ = ws.getPayloadTransportHandle();
            var _ = readOut(ws, stream, random.nextInt(8) == 0 ? small : buffer);
          }
        });
  }

  /** A few good frames. */
  private static int frames(Random random, byte[] out) {
    int at = 0;
    int count = 1 + random.nextInt(4);
    for (int i = 0; i < count && at < 160; i++) {
      boolean control = random.nextInt(3) == 0;
      int payload = random.nextInt(40);
      out[at++] = (byte) (0x80 | (control ? 8 + random.nextInt(3) : random.nextInt(3)));
      switch (random.nextInt(6)) {
        case 0 -> {
          out[at++] = 126;
          out[at++] = 0;
          out[at++] = (byte) payload;
        }
        case 1 -> {
          out[at++] = 127;
          Arrays.fill(out, at, at + 7, (byte) 0);
          at += 7;
          out[at++] = (byte) payload;
        }
        default -> out[at++] = (byte) payload;
      }
      for (int k = 0; k < payload; k++) {
        out[at++] = (byte) random.nextInt();
      }
    }
    return at;
  }

  private static void mutate(Random random, byte[] input, int length) {
    for (int i = random.nextInt(4); i > 0; i--) {
      int at = random.nextInt(length);
      switch (random.nextInt(4)) {
        case 0 -> input[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> input[at] = (byte) random.nextInt();
        case 2 -> input[at] = (byte) 0xFF;
        default -> input[at] = 0;
      }
    }
  }

  /** Text, a ping between fragments, 16 and 64 bits of length, an empty frame, a close. */
  private static final byte[] STREAM =
      HexFormat.of()
          .parseHex(
              "0103616263"
                  + "89027069"
                  + "807e000464656667"
                  + "827f0000000000000003010203"
                  + "8100"
                  + "8a00"
                  + "880203e8");

  private static final byte[] PAYLOADS =
      HexFormat.of().parseHex("616263" + "7069" + "64656667" + "010203" + "03e8");

  @Test
  void losesNoByteAtAnyTwoSplitsAndAnyBuffer() {
    onBoard(
        CURRENT,
        LintMode.OFF,
        () -> {
          for (int size : new int[] {2, 3, 4, 7, 64}) {
            byte[] buffer = new byte[size];
            for (int cut = 0; cut <= STREAM.length; cut++) {
              for (int hold = cut; hold <= STREAM.length; hold++) {
                assertArrayEquals(PAYLOADS, received(buffer, cut, hold), cut + " " + hold);
              }
            }
          }
        });
  }

  /** All payload bytes, one after the other, with two cuts in the stream. */
  private static byte[] received(byte[] buffer, int cut, int hold) {
    ScriptedParent parent =
        new ScriptedParent()
            .sending(
                Arrays.copyOf(STREAM, cut),
                Arrays.copyOfRange(STREAM, cut, hold),
                Arrays.copyOfRange(STREAM, hold, STREAM.length));
    TransportWs ws = parent.transport();
    ws.setConfig(WsConfig.builder().propagateControlFrames(true).build()).orAbort();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    int read;
    do {
      read = ws.read(buffer, 0, buffer.length, SECOND);
      assertTrue(read >= 0, "split at " + cut + " and " + hold + " gives " + read);
      all.write(buffer, 0, read);
    } while (read > 0 || ws.getReadOpcode() != WsOpcode.WS_TRANSPORT_OPCODES_NONE);
    return all.toByteArray();
  }

  @ParameterizedTest
  @SeedSource(count = SEEDS)
  void losesNoByteOfRandomMessagesInRandomPieces(long seed) {
    onBoard(
        CURRENT,
        LintMode.OFF,
        () -> {
          Random random = new Random(seed);
          for (int i = 0; i < 200; i++) {
            byte[] payload = new byte[random.nextInt(300)];
            random.nextBytes(payload);
            ScriptedParent parent = new ScriptedParent();
            byte[] frame = server(0x82, payload);
            int at = 0;
            while (at < frame.length) {
              int next = Math.min(frame.length, at + 1 + random.nextInt(50));
              parent.sending(Arrays.copyOfRange(frame, at, next));
              at = next;
            }
            TransportWs ws = parent.transport();
            byte[] buffer = new byte[1 + random.nextInt(64)];
            ByteArrayOutputStream all = new ByteArrayOutputStream();
            do {
              int read = ws.read(buffer, 0, buffer.length, SECOND);
              all.write(buffer, 0, read);
            } while (all.size() < payload.length);
            assertArrayEquals(payload, all.toByteArray());
            assertEquals(payload.length, ws.getReadPayloadLen());
          }
        });
  }

  private static byte[] server(int firstByte, byte[] payload) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(firstByte);
    if (payload.length < 126) {
      out.write(payload.length);
    } else {
      out.write(126);
      out.write(payload.length >> 8);
      out.write(payload.length);
    }
    out.writeBytes(payload);
    return out.toByteArray();
  }
}
