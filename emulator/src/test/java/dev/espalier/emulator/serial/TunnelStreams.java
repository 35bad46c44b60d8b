package dev.espalier.emulator.serial;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.HexFormat;

/** The part of {@code vectors.txt} about streams of bytes and about bodies that break the rules. */
final class TunnelStreams {
  private static final HexFormat HEX = HexFormat.of();

  private final StringBuilder text = new StringBuilder();

  static String render() {
    TunnelStreams streams = new TunnelStreams();
    streams.streams();
    streams.violations();
    return streams.text.toString();
  }

  private void line(String key, String value) {
    text.append(key).append(": ").append(value).append('\n');
  }

  private void stream(String name, String about, byte[] wire, String... want) {
    line("\nstream", name);
    line("about", about);
    line("wire", HEX.formatHex(wire));
    for (String each : want) {
      line("want", each);
    }
  }

  private static byte[] join(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private void streams() {
    byte[] zero = {0};
    byte[] ping = FrameEncoder.encode(0x04, 0, 7, new byte[] {1, 0});
    String pinged = "frame 04 00 07 0100";
    byte[] boot = "ets Jul 29 2019 12:21:46\r\nrst:0x1 (POWERON_RESET)\r\n".getBytes(US_ASCII);
    stream(
        "after_boot",
        "boot text, then a 00 and a frame",
        join(boot, zero, ping),
        "text " + HEX.formatHex(boot),
        pinged);
    byte[] begun = join(boot, boot, boot, Arrays.copyOf(ping, ping.length - 1));
    stream(
        "no_gap",
        "boot text that runs into a frame costs that frame",
        join(begun, zero, ping),
        "text " + HEX.formatHex(begun),
        pinged);
    stream("empty", "empty frames are passed over", join(zero, zero, ping, zero, zero), pinged);
    byte[] flipped = ping.clone();
    flipped[3] ^= 0x40;
    stream(
        "flipped", "one bit wrong, then the same frame whole", join(flipped, ping), "bad", pinged);
    byte[] cut = Arrays.copyOf(ping, 4);
    stream("cut", "four bytes of a frame, then a whole one", join(cut, zero, ping), "bad", pinged);
    byte[] body = new byte[1026];
    Arrays.fill(body, (byte) 0x80);
    stream(
        "too_long",
        "a body of 1026 bytes, then a frame",
        join(FrameEncoder.encode(0x27, 1, 1, body), ping),
        "bad",
        pinged);
    byte[] noise = new byte[3000];
    Arrays.fill(noise, (byte) 0xa5);
    stream(
        "noise", "3000 bytes without 00 are one bad frame", join(noise, zero, ping), "bad", pinged);
    stream(
        "short",
        "six bytes that decode, but are no frame",
        join(
            new byte[] {
              7, (byte) 0x81, (byte) 0x82, (byte) 0x83, (byte) 0x84, (byte) 0x85, (byte) 0x86
            },
            zero,
            ping),
        "bad",
        pinged);
    stream(
        "unknown",
        "an unnumbered type that nobody knows",
        FrameEncoder.encode(0x1f, 0, 0, new byte[] {9}),
        "frame 1f 00 00 09");
  }

  private void violation(String name, String about, int type, String body) {
    line("\nwrong", name);
    line("about", about);
    line("type", HEX.toHexDigits((byte) type));
    line("body", body);
  }

  private void violations() {
    violation("rst_short", "RST of 14 bytes", 0x01, "785634120100000000001005dc05");
    violation(
        "rst_frames", "RST with 0 frames", 0x01, "78563412010000000000" + "00" + "dc05" + "0041");
    violation(
        "rst_payload",
        "RST with a payload of 287",
        0x01,
        "78563412010000000000" + "10" + "1f01" + "0041");
    violation("open_long", "OPEN with a byte more", 0x20, "000070160000000000");
    violation("open_kind", "OPEN of kind 4", 0x20, "0004701600000000");
    violation("connect_family", "CONNECT to family 5", 0x22, "000501bbc0a80107");
    violation("connect_short", "CONNECT with three bytes of an address", 0x22, "0004bb01c0a801");
    violation("bind_none", "BIND without an address", 0x21, "0000");
    violation("data_empty", "DATA without data", 0x27, "00");
    violation("dgram_flags", "DGRAM with flags 4", 0x28, "0104");
    violation("dgram_short", "a first piece without address", 0x28, "01030400");
    violation("credit_short", "CREDIT of 6 bytes", 0x29, "000100000000");
    violation("eof_long", "EOF with a byte more", 0x2a, "0000");
    violation("resolve_empty", "RESOLVE without a name", 0x2d, "01");
    violation("wifi_ssid", "an ssid of 33 bytes", 0x30, "0021" + "61".repeat(33) + "00");
    violation("wifi_cut", "a password cut short", 0x30, "0001610861626364");
  }
}
