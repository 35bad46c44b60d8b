package dev.espalier.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A capture of a connection over TLS, read as Wireshark reads it: from front to back. */
final class PcapDecryptionTest {
  private static final String SCENARIO =
      """
      firmware: Client.java
      sdkconfig:
        CONFIG_EXAMPLE_URI: wss://server/
        CONFIG_ESP_TLS_INSECURE: y
        CONFIG_ESP_TLS_SKIP_SERVER_CERT_VERIFY: y
      servers: [{tls: valid}]
      end: 3s
      """;
  private static final int AES_256_GCM_SHA384 = 0xC030;
  private static final int HANDSHAKE = 22;
  private static final int APPLICATION_DATA = 23;
  private static final int HEADERS = 40;

  @TempDir private static Path folder;
  private static final ByteArrayOutputStream fromClient = new ByteArrayOutputStream();
  private static final ByteArrayOutputStream fromServer = new ByteArrayOutputStream();
  private static String secrets = "";
  private static int clientBytesBeforeSecrets;

  @SuppressWarnings("ArrayRecordComponent") // taken apart, never compared
  private record TlsRecord(int type, int at, byte[] body) {}

  @BeforeAll
  static void capture() throws Exception {
    Files.copy(Path.of("../../examples/scenarios/Client.java"), folder.resolve("Client.java"));
    Path scenario = Files.writeString(folder.resolve("wss.yaml"), SCENARIO);
    Path pcap = folder.resolve("run.pcapng");
    var out = new StringWriter();
    var writer = new PrintWriter(out);
    int code = Main.run(writer, writer, "test", scenario.toString(), "--pcap", pcap.toString());
    assertEquals(0, code, out::toString);
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(pcap)).order(ByteOrder.LITTLE_ENDIAN);
    while (in.hasRemaining()) {
      int type = in.getInt();
      byte[] body = new byte[in.getInt() - 12];
      in.get(body).getInt();
      take(type, ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN));
    }
  }

  private static void take(int type, ByteBuffer body) {
    if (type == 10) {
      byte[] text = new byte[body.getInt(4)];
      body.get(8, text);
      secrets += new String(text, StandardCharsets.US_ASCII);
      clientBytesBeforeSecrets = fromClient.size();
    } else if (type == 6) {
      byte[] packet = new byte[body.getInt(12)];
      body.get(20, packet);
      boolean client = (ByteBuffer.wrap(packet).getShort(20) & 0xFFFF) != 443;
      (client ? fromClient : fromServer).write(packet, HEADERS, packet.length - HEADERS);
    }
  }

  private static List<TlsRecord> records(ByteArrayOutputStream stream) {
    List<TlsRecord> records = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(stream.toByteArray());
    while (in.hasRemaining()) {
      int at = in.position();
      int type = in.get();
      assertEquals(3, in.get(), "a record of TLS");
      byte[] body = new byte[in.position(at + 3).getShort() & 0xFFFF];
      in.get(body);
      records.add(new TlsRecord(type, at, body));
    }
    return records;
  }

  @Test
  void theSecretComesBeforeWhatItEncrypts() {
    assertTrue(secrets.matches("CLIENT_RANDOM [0-9a-f]{64} [0-9a-f]{96}\n"), secrets);
    int encrypted =
        records(fromClient).stream()
            .filter(record -> record.type() == 20)
            .findFirst()
            .orElseThrow()
            .at();
    assertTrue(clientBytesBeforeSecrets <= encrypted, "the secret comes too late");
  }

  @Test
  void theSecretDecryptsTheUpgradeRequest() throws GeneralSecurityException {
    byte[] master = HexFormat.of().parseHex(secrets.strip().substring(14 + 65));
    byte[] clientRandom = Arrays.copyOfRange(records(fromClient).getFirst().body(), 6, 38);
    byte[] serverHello = records(fromServer).getFirst().body();
    byte[] serverRandom = Arrays.copyOfRange(serverHello, 6, 38);
    int suite = ByteBuffer.wrap(serverHello).getShort(39 + serverHello[38]) & 0xFFFF;
    assertEquals(AES_256_GCM_SHA384, suite, "this test knows one suite alone");
    assertTrue(secrets.contains(HexFormat.of().formatHex(clientRandom)), secrets);
    byte[] keys = prf(master, "key expansion", serverRandom, clientRandom, 72);
    TlsRecord request =
        records(fromClient).stream()
            .filter(record -> record.type() == APPLICATION_DATA)
            .findFirst()
            .orElseThrow();
    ByteBuffer nonce = ByteBuffer.allocate(12).put(keys, 64, 4).put(request.body(), 0, 8);
    int length = request.body().length - 8 - 16;
    ByteBuffer associated = ByteBuffer.allocate(13).putLong(1); // the first was Finished
    associated.put((byte) APPLICATION_DATA).putShort((short) 0x0303).putShort((short) length);
    Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
    cipher.init(
        Cipher.DECRYPT_MODE,
        new SecretKeySpec(keys, 0, 32, "AES"),
        new GCMParameterSpec(128, nonce.array()));
    cipher.updateAAD(associated.array());
    byte[] plain = cipher.doFinal(request.body(), 8, length + 16);
    String text = new String(plain, StandardCharsets.US_ASCII);
    assertTrue(text.startsWith("GET / HTTP/1.1\r\n"), text);
    assertEquals(HANDSHAKE, records(fromServer).getFirst().type());
  }

  /** RFC 5246 section 5. */
  private static byte[] prf(byte[] secret, String label, byte[] one, byte[] two, int size)
      throws GeneralSecurityException {
    var seed = new ByteArrayOutputStream();
    seed.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
    seed.writeBytes(one);
    seed.writeBytes(two);
    Mac mac = Mac.getInstance("HmacSHA384");
    mac.init(new SecretKeySpec(secret, "HmacSHA384"));
    byte[] link = seed.toByteArray();
    var out = new ByteArrayOutputStream();
    while (out.size() < size) {
      link = mac.doFinal(link);
      mac.update(link);
      out.writeBytes(mac.doFinal(seed.toByteArray()));
    }
    return out.toByteArray();
  }
}
