package dev.espalier.emulator.tls;

import static dev.espalier.emulator.tls.LabCertificates.CA;
import static dev.espalier.emulator.tls.LabCertificates.NOW;
import static dev.espalier.emulator.tls.LabCertificates.SERVER;
import static dev.espalier.emulator.tls.LabCertificates.anchors;
import static dev.espalier.emulator.tls.LabCertificates.identity;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.port.MbedTls;
import dev.espalier.hal.port.TlsClientSetup;
import dev.espalier.hal.port.TlsProvider.RecordLimits;
import dev.espalier.hal.port.TlsServerSetup;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What happens to records once both sides agree. */
final class TlsRecordTest {
  private static final byte[] ONE = "one".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TWO = "second".getBytes(StandardCharsets.US_ASCII);

  private TlsPair pair;

  @BeforeEach
  void connect() {
    pair = connected(16384);
  }

  private static TlsPair connected(int recordBytesMax) {
    return new TlsPair(
            TlsClientSetup.of(anchors(CA), NOW)
                .withHostname("localhost")
                .withLimits(new RecordLimits(16384, recordBytesMax)),
            TlsServerSetup.of(identity(SERVER), NOW))
        .run();
  }

  private int toClient(byte[] data) {
    assertEquals(data.length, pair.server.write(data, 0, data.length));
    return TlsPair.move(pair.server, pair.client, pair.toClient, Integer.MAX_VALUE);
  }

  @Test
  void carriesDataBothWays() {
    assertEquals(0, toClient(ONE));
    assertEquals(3, pair.client.available());
    assertArrayEquals(ONE, TlsPair.read(pair.client, 100));
    assertEquals(0, pair.client.available());

    assertEquals(6, pair.client.write(TWO, 0, 6));
    assertEquals(0, TlsPair.move(pair.client, pair.server, pair.toServer, Integer.MAX_VALUE));
    assertArrayEquals(TWO, TlsPair.read(pair.server, 100));
  }

  @Test
  void asksForHeaderThenBody() {
    assertEquals(5, pair.client.inputWanted());
    assertEquals(ONE.length, pair.server.write(ONE, 0, ONE.length));
    int length = pair.server.outputLeft();
    System.arraycopy(pair.server.output(), pair.server.outputOffset(), pair.client.input(), 0, 5);
    pair.server.sent(5);
    assertEquals(0, pair.client.received(5));
    assertEquals(length - 5, pair.client.inputWanted());
    assertEquals(0, TlsPair.move(pair.server, pair.client, pair.toClient, Integer.MAX_VALUE));
    assertEquals(5, pair.client.inputWanted());
    assertArrayEquals(ONE, TlsPair.read(pair.client, 100));
  }

  @Test
  void readsByTheByte() {
    assertEquals(ONE.length, pair.server.write(ONE, 0, ONE.length));
    assertEquals(0, TlsPair.move(pair.server, pair.client, pair.toClient, 1));
    assertArrayEquals(new byte[] {'o'}, TlsPair.read(pair.client, 1));
    assertEquals(2, pair.client.available());
    assertArrayEquals(new byte[] {'n', 'e'}, TlsPair.read(pair.client, 100));
  }

  @Test
  void handshakeSurvivesEveryPieceSize() {
    for (int piece : new int[] {1, 2, 3, 5, 7, 100, 4000}) {
      TlsPair fresh =
          new TlsPair(
              TlsClientSetup.of(anchors(CA), NOW).withHostname("localhost"),
              TlsServerSetup.of(identity(SERVER), NOW));
      while (fresh.client.outputLeft() + fresh.server.outputLeft() > 0) {
        assertEquals(0, TlsPair.move(fresh.client, fresh.server, fresh.toServer, piece));
        assertEquals(0, TlsPair.move(fresh.server, fresh.client, fresh.toClient, piece));
      }
      assertTrue(fresh.client.handshakeDone(), "pieces of " + piece);
    }
  }

  /** The server's messages with one byte changed: a result each time, and never a connection. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void aChangedByteOfTheHandshakeIsARefusal(long seed) {
    Random random = new Random(seed);
    for (int run = 0; run < 10; run++) {
      TlsPair fresh =
          new TlsPair(
              TlsClientSetup.of(anchors(CA), NOW).withHostname("localhost"),
              TlsServerSetup.of(identity(SERVER), NOW),
              seed);
      while (fresh.client.outputLeft() > 0) {
        assertEquals(0, TlsPair.move(fresh.client, fresh.server, fresh.toServer, 10000));
      }
      int victim = random.nextInt(4);
      int code = 0;
      for (int record = 0; fresh.server.outputLeft() > 0 && code == 0; record++) {
        if (record == victim) {
          int at = 5 + random.nextInt(fresh.server.outputLeft() - 5);
          fresh.server.output()[fresh.server.outputOffset() + at] ^=
              (byte) (1 + random.nextInt(255));
        }
        code = TlsPair.move(fresh.server, fresh.client, fresh.toClient, 10000);
      }
      fresh.run();
      assertFalse(fresh.client.handshakeDone() && fresh.server.handshakeDone(), "seed " + seed);
    }
  }

  @Test
  void cutsAtTheRecordLimit() {
    pair = connected(4096);
    byte[] data = new byte[10000];
    assertEquals(4096, pair.client.write(data, 0, data.length));
    assertThrows(IllegalStateException.class, () -> pair.client.write(data, 0, 1));
    assertEquals(0, TlsPair.move(pair.client, pair.server, pair.toServer, Integer.MAX_VALUE));
    assertEquals(4096, pair.server.available());
    assertEquals(4096, pair.client.write(data, 4096, data.length - 4096));
  }

  @Test
  void closeNotifyIsToldOnceAndDoesNotEndWriting() {
    pair.server.closeNotify();
    assertEquals(
        MbedTls.SSL_PEER_CLOSE_NOTIFY,
        TlsPair.move(pair.server, pair.client, pair.toClient, Integer.MAX_VALUE));
    assertEquals(0, pair.client.outputLeft(), "mbedTLS does not answer by itself");
    assertEquals(3, pair.client.write(ONE, 0, 3));
    assertTrue(pair.client.outputLeft() > 0);
  }

  @Test
  void aChangedRecordIsRefusedWithAnAlert() {
    assertEquals(ONE.length, pair.server.write(ONE, 0, ONE.length));
    pair.server.output()[pair.server.outputOffset() + 20] ^= 1;

    assertEquals(
        MbedTls.SSL_INVALID_MAC,
        TlsPair.move(pair.server, pair.client, pair.toClient, Integer.MAX_VALUE));
    assertEquals(
        MbedTls.SSL_FATAL_ALERT_MESSAGE,
        TlsPair.move(pair.client, pair.server, pair.toServer, Integer.MAX_VALUE));
    assertEquals("SSLV3_ALERT_BAD_RECORD_MAC", pair.server.failureReason());
    assertEquals(MbedTls.SSL_INVALID_MAC, pair.client.write(ONE, 0, 3));
  }
}
