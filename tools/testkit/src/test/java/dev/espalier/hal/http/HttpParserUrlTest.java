package dev.espalier.hal.http;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each expectation is what {@code http_parser_parse_url} of ESP-IDF v4.4 gives. */
final class HttpParserUrlTest {
  private static String parsed(String url, boolean connect) {
    HttpParserUrl parser = new HttpParserUrl();
    List<String> found = new ArrayList<>();
    found.add(Integer.toString(parser.parse(url, connect)));
    found.add(Integer.toString(parser.port()));
    for (UrlField field : UrlField.values()) {
      if (parser.has(field)) {
        found.add(field.name().substring(3) + "=" + parser.text(url, field));
      }
    }
    return String.join(" ", found);
  }

  @Test
  void findsEveryPart() {
    assertEquals(
        "0 8080 SCHEMA=wss HOST=host.example PORT=8080 PATH=/a/b QUERY=c=d FRAGMENT=e"
            + " USERINFO=user:pw",
        parsed("wss://user:pw@host.example:8080/a/b?c=d#e", false));
  }

  @Test
  void leavesTheBracketsOfAnAddressAndKeepsItsZone() {
    assertEquals(
        "0 443 SCHEMA=wss HOST=fe80::1%25eth0 PORT=443 PATH=/x",
        parsed("wss://[fe80::1%25eth0]:443/x", false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "*|0 0 PATH=*",
        "/ws|0 0 PATH=/ws",
        "ws://h?q|0 0 SCHEMA=ws HOST=h QUERY=q",
        "ws://h/??q|0 0 SCHEMA=ws HOST=h PATH=/ QUERY=?q",
        "ws://h/##f|0 0 SCHEMA=ws HOST=h PATH=/ FRAGMENT=f",
        "ws://h:0000000000080/|0 80 SCHEMA=ws HOST=h PORT=0000000000080 PATH=/",
        "ws://a@@b|1 0 SCHEMA=ws HOST=a@",
        "ws://a@b@c|1 0 SCHEMA=ws HOST=b USERINFO=a",
        "ws://@h|0 0 SCHEMA=ws HOST=h",
        "ws://h:65536/|1 0 SCHEMA=ws HOST=h PORT=65536 PATH=/",
        "ws://h:99999999999999999999/|1 0 SCHEMA=ws HOST=h PORT=99999999999999999999 PATH=/",
        "ws://h:/|1 0 SCHEMA=ws HOST=h PATH=/",
        "ws://[::1]#/|1 0 SCHEMA=ws HOST=[::1]",
        "ws:///x|1 0 SCHEMA=ws PATH=/x",
        "ws|1 0 SCHEMA=ws",
        "ws:|1 0 SCHEMA=ws",
        "w2://h|1 0 SCHEMA=w",
        "127.0.0.1/ws|1 0",
        "ws://h_h/|1 0 SCHEMA=ws HOST=h PATH=/",
        "ws://[::1/|1 0 SCHEMA=ws HOST=::1 PATH=/",
        "ws://[]/|1 0 SCHEMA=ws HOST= PATH=/",
        "ws://[1%]/|1 0 SCHEMA=ws HOST=1% PATH=/",
      })
  void acceptsAndRefusesAsTheCParserDoes(String url, String expected) {
    assertEquals(expected, parsed(url, false));
  }

  @ParameterizedTest
  @ValueSource(strings = {" ", "\r", "\n", "\t", "\f", "\u0000", "\u007f", "é"})
  void refusesBytesThatNoUrlHas(String bad) {
    assertEquals("1 0 SCHEMA=ws HOST=h PATH=/a", parsed("ws://h/a" + bad, false));
  }

  @Test
  void acceptsNothingAtAll() {
    assertEquals("0 0", parsed("", false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "host:80|0 80 HOST=host PORT=80",
        "host|1 0 HOST=host",
        "host:80/|1 0 HOST=host PORT=80 PATH=/",
        "u@host:80|1 0 HOST=host PORT=80 USERINFO=u",
        "''|1 0",
      })
  void takesHostAndPortAloneForConnect(String url, String expected) {
    assertEquals(expected, parsed(url, true));
  }

  @Test
  void forgetsTheFormerUrlsFieldSetButNotItsOffsets() {
    HttpParserUrl parser = new HttpParserUrl();
    assertEquals(0, parser.parse("ws://h:81/", false));
    assertEquals(0, parser.parse("/", false));
    assertEquals(UrlField.UF_PATH.bit(), parser.fieldSet());
    assertEquals(0, parser.port());
    assertEquals(7, parser.offset(UrlField.UF_PORT));
  }
}
