package dev.espalier.testkit.golden;

import dev.espalier.hal.http.HttpParserUrl;
import dev.espalier.hal.http.UrlField;
import dev.espalier.testkit.JsonObject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;

/** Plays the URL parser: a program of URLs, or one {@code parse_url} step. */
final class UrlProgram {
  private UrlProgram() {}

  /**
   * Parses every URL of a program.
   *
   * @param recording the program
   * @return the differences
   */
  static List<Difference> compare(Recording recording) {
    List<Difference> differences = new ArrayList<>();
    List<JsonObject> results = recording.script().objects("results");
    for (int i = 0; i < results.size(); i++) {
      JsonObject expected = results.get(i);
      JsonObject got = JsonObject.create().put("url", expected.requiredText("url"));
      parse(expected.requiredText("url"), expected.flag("is_connect", false), got);
      String want = normal(expected);
      String ours = normal(got);
      if (!want.equals(ours)) {
        differences.add(new Difference("results[" + i + "]", want, ours));
      }
    }
    return differences;
  }

  /**
   * Parses a URL and notes what was found as the recordings do.
   *
   * @param url the URL
   * @param connect whether it is the target of CONNECT
   * @param into where to note it
   */
  static void parse(String url, boolean connect, JsonObject into) {
    var parsed = new HttpParserUrl();
    int ret = parsed.parse(url.getBytes(StandardCharsets.UTF_8), connect);
    into.put("ret", ret).put("field_set", parsed.fieldSet()).put("port", parsed.port());
    for (UrlField field : UrlField.values()) {
      if (parsed.has(field)) {
        String name = "f_" + field.name().substring(3).toLowerCase(Locale.ROOT);
        into.put(name, List.of(parsed.offset(field), parsed.length(field)));
      }
    }
  }

  private static String normal(JsonObject object) {
    return object.map().entrySet().stream()
        .filter(e -> !e.getKey().equals("is_connect"))
        .sorted(java.util.Map.Entry.comparingByKey())
        .map(e -> e.getKey() + "=" + Objects.toString(e.getValue()))
        .toList()
        .toString();
  }
}
