package dev.espalier.emulator.tls;

import static dev.espalier.emulator.tls.LabCertificates.CA;
import static dev.espalier.emulator.tls.LabCertificates.NOW;
import static dev.espalier.emulator.tls.LabCertificates.SERVER;
import static dev.espalier.emulator.tls.LabCertificates.anchors;
import static dev.espalier.emulator.tls.LabCertificates.identity;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.port.MbedTls;
import dev.espalier.hal.port.TlsClientSetup;
import dev.espalier.hal.port.TlsEngine;
import dev.espalier.hal.port.TlsProvider.Offer;
import dev.espalier.hal.port.TlsServerSetup;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A server that asks for another handshake on a connection that carries data. */
final class RenegotiationTest {
  private static final byte[] HELLO = "hello".getBytes(StandardCharsets.US_ASCII);
  private static final Offer OFFER = Offer.IDF_4_4.withGroups(List.of(29));

  private static TlsPair connected(Offer offer) {
    TlsClientSetup client =
        TlsClientSetup.of(anchors(CA), NOW).withHostname("localhost").withOffer(offer);
    TlsPair pair = new TlsPair(client, TlsServerSetup.of(identity(SERVER), NOW)).run();
    assertEquals(0, pair.clientCode);
    return pair;
  }

  private static void assertDataPasses(TlsPair pair) {
    for (List<TlsEngine> way :
        List.of(List.of(pair.client, pair.server), List.of(pair.server, pair.client))) {
      assertEquals(5, way.get(0).write(HELLO, 0, 5));
      var _ = pair.run();
      assertArrayEquals(HELLO, TlsPair.read(way.get(1), 100));
    }
  }

  /** One record from the server to the client. */
  private static int toClient(TlsPair pair) {
    return TlsPair.move(pair.server, pair.client, pair.toClient, Integer.MAX_VALUE);
  }

  @Test
  void shakesHandsAgainAndChangesTheSecret() {
    List<String> secrets = new ArrayList<>();
    TlsPair pair =
        new TlsPair(
                new TlsMachine(new Random(1)::nextInt, secrets::add)
                    .client(TlsClientSetup.of(anchors(CA), NOW).withOffer(OFFER)),
                TlsPair.machine(2).server(TlsServerSetup.of(identity(SERVER), NOW)))
            .run();
    assertDataPasses(pair);
    pair.server.requestRenegotiation();
    assertEquals(0, toClient(pair));
    assertTrue(pair.client.renegotiating());
    var _ = pair.run();
    assertFalse(pair.client.renegotiating());
    assertEquals(0, pair.clientCode);
    assertEquals(2, secrets.stream().distinct().count());
    assertDataPasses(pair);
  }

  @Test
  void takesDataThatWasUnderWayBeforeTheAnswer() {
    TlsPair pair = connected(OFFER);
    pair.server.requestRenegotiation();
    assertEquals(0, toClient(pair));
    assertEquals(5, pair.server.write(HELLO, 0, 5));
    assertEquals(0, toClient(pair));
    assertArrayEquals(HELLO, TlsPair.read(pair.client, 100));
    assertTrue(pair.client.renegotiating());
    var _ = pair.run();
    assertFalse(pair.client.renegotiating());
    assertDataPasses(pair);
  }

  @Test
  void givesUpAfterSixteenRecordsWithoutAnAnswer() {
    TlsPair pair = connected(OFFER);
    pair.server.requestRenegotiation();
    assertEquals(0, toClient(pair));
    for (int i = 1; i <= 17; i++) {
      assertEquals(5, pair.server.write(HELLO, 0, 5));
      assertEquals(i <= 16 ? 0 : MbedTls.SSL_UNEXPECTED_MESSAGE, toClient(pair), "record " + i);
    }
  }

  @Test
  void refusesWithoutTheOptionAndGoesOn() {
    TlsPair pair = connected(OFFER.withRenegotiation(false));
    pair.server.requestRenegotiation();
    var _ = pair.run();
    assertFalse(pair.client.renegotiating());
    assertEquals(0, pair.clientCode);
    assertDataPasses(pair);
  }
}
