package dev.espalier.emulator.tls;

import static dev.espalier.emulator.tls.LabCertificates.CA;
import static dev.espalier.emulator.tls.LabCertificates.NOW;
import static dev.espalier.emulator.tls.LabCertificates.SERVER;
import static dev.espalier.emulator.tls.LabCertificates.anchors;
import static dev.espalier.emulator.tls.LabCertificates.identity;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.espalier.hal.port.TlsClientSetup;
import dev.espalier.hal.port.TlsProvider.SavedSession;
import dev.espalier.hal.port.TlsProvider.TicketKeys;
import dev.espalier.hal.port.TlsProvider.Tickets;
import dev.espalier.hal.port.TlsServerSetup;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Sessions resumed with tickets (RFC 5077). */
final class SessionTicketTest {
  private static final int LIFETIME = 100;
  private static final TlsClientSetup PLAIN =
      TlsClientSetup.of(anchors(CA), NOW).withHostname("localhost");
  private static final TlsServerSetup WITHOUT = TlsServerSetup.of(identity(SERVER), NOW);

  private final TicketKeys keys = TlsPair.machine(9).ticketKeys(LIFETIME);

  private TlsServerSetup server(long now) {
    return WITHOUT.withTickets(new Tickets(keys, now));
  }

  private static TlsPair pair(@Nullable SavedSession session, TlsServerSetup server, long seed) {
    TlsPair pair = new TlsPair(PLAIN.withSession(session), server, seed).run();
    assertEquals(0, pair.clientCode);
    assertEquals(0, pair.serverCode);
    return pair;
  }

  /** Whether the server showed its certificate anew. */
  private static boolean isFull(TlsPair pair) {
    byte[] name = "Lab CA".getBytes(StandardCharsets.US_ASCII);
    return new String(pair.toClient.toByteArray(), StandardCharsets.ISO_8859_1)
        .contains(new String(name, StandardCharsets.ISO_8859_1));
  }

  private static SavedSession saved(TlsPair pair) {
    return Objects.requireNonNull(pair.client.savedSession());
  }

  private static void assertDataPasses(TlsPair pair) {
    byte[] hello = "hello".getBytes(StandardCharsets.US_ASCII);
    assertEquals(5, pair.client.write(hello, 0, 5));
    var _ = pair.run();
    assertArrayEquals(hello, TlsPair.read(pair.server, 100));
    assertEquals(5, pair.server.write(hello, 0, 5));
    var _ = pair.run();
    assertArrayEquals(hello, TlsPair.read(pair.client, 100));
  }

  @Test
  void resumesWithATicket() {
    TlsPair first = pair(null, server(0), 1);
    assertTrue(isFull(first));
    TlsPair second = pair(saved(first), server(LIFETIME), 11);
    assertEquals(false, isFull(second));
    assertEquals(
        Objects.requireNonNull(first.client.session()).cipher(),
        Objects.requireNonNull(second.client.session()).cipher());
    assertDataPasses(second);
    TlsPair third = pair(saved(second), server(1), 21);
    assertEquals(false, isFull(third), "the ticket stays good");
    assertDataPasses(third);
  }

  @Test
  void shakesHandsInFullWhenTheTicketIsNotTaken() {
    SavedSession session = saved(pair(null, server(0), 1));
    assertTrue(isFull(pair(session, server(LIFETIME + 1), 11)), "too old");
    assertTrue(isFull(pair(session, WITHOUT, 21)), "a server without tickets");
    TicketKeys others = TlsPair.machine(19).ticketKeys(LIFETIME);
    TlsPair renewed = pair(session, WITHOUT.withTickets(new Tickets(others, 0)), 31);
    assertTrue(isFull(renewed), "a server that has restarted");
    assertEquals(
        false,
        isFull(pair(saved(renewed), WITHOUT.withTickets(new Tickets(others, 0)), 41)),
        "with the new ticket");
  }

  @Test
  void keepsASessionWithoutATicketToNoAvail() {
    SavedSession session = saved(pair(null, WITHOUT, 1));
    assertTrue(isFull(pair(session, server(0), 11)));
  }

  @Test
  void hasNoSessionBeforeTheHandshakeAndAtTheServersSide() {
    assertNull(new TlsPair(PLAIN.withSession(null), server(0)).client.savedSession());
    TlsPair plain = new TlsPair(PLAIN, server(0)).run();
    assertNotNull(plain.client.session());
    assertNotNull(plain.client.savedSession());
    assertNull(plain.server.savedSession());
  }
}
