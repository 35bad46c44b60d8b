package dev.espalier.testkit.scenario;

import dev.espalier.testkit.lab.EventNames;

/** Reads kinds of events: a name of C's, or {@code {base: MY_EVENTS, id: 3}}. */
final class EventReader {
  private EventReader() {}

  static EventNames.Kind read(Yaml value) {
    if (!value.isMap()) {
      String name = value.text();
      return EventNames.find(name)
          .orElseThrow(() ->
              value.wrong(
                  "unknown event '"
                      + name
                      + "'"
                      + Nearest.question(name, EventNames.all())
                      + "; for a base of your own write {base: MY_EVENTS, id: 3}"));
    }
    var kind =
        new EventNames.Kind(value.need("base").text(), (int) value.number("id", EventNames.ANY_ID));
    value.finish();
    return kind;
  }
}
