package dev.espalier.testkit.scenario;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/** Writes results the way CI servers read them. */
public final class JunitXml {
  private JunitXml() {}

  /**
   * Writes a file.
   *
   * @param file where to; replaced
   * @param results what was run
   * @throws IOException when it cannot be written
   */
  public static void write(Path file, List<ScenarioResult> results) throws IOException {
    var text = new StringWriter();
    try {
      XMLStreamWriter xml = XMLOutputFactory.newInstance().createXMLStreamWriter(text);
      xml.writeStartDocument("UTF-8", "1.0");
      xml.writeStartElement("testsuite");
      xml.writeAttribute("name", "espalier");
      xml.writeAttribute("tests", String.valueOf(results.size()));
      long failed = results.stream().filter(result -> !result.passed()).count();
      xml.writeAttribute("failures", String.valueOf(failed));
      for (ScenarioResult result : results) {
        write(xml, result);
      }
      xml.writeEndElement();
      xml.writeEndDocument();
      xml.close();
    } catch (XMLStreamException e) {
      throw new IOException(e);
    }
    Files.writeString(file, text.toString());
  }

  private static void write(XMLStreamWriter xml, ScenarioResult result) throws XMLStreamException {
    xml.writeStartElement("testcase");
    xml.writeAttribute("classname", printable(result.scenario().file().toString()));
    xml.writeAttribute(
        "name", printable(result.scenario().name() + " (seed " + result.scenario().seed() + ")"));
    xml.writeAttribute("time", "%.3f".formatted(result.nanos() / 1e9));
    if (!result.passed()) {
      xml.writeStartElement("failure");
      xml.writeAttribute("type", result.outcome().name());
      xml.writeAttribute(
          "message", printable(result.complaints().getFirst().lines().findFirst().orElse("")));
      xml.writeCharacters(printable(String.join("\n", result.complaints())));
      xml.writeEndElement();
    }
    xml.writeStartElement("system-out");
    xml.writeCharacters(printable(result.console()));
    xml.writeEndElement();
    xml.writeEndElement();
  }

  /** XML 1.0 has no place for most control characters. */
  private static String printable(String text) {
    return text.replaceAll("[^\\t\\n\\r\\x20-\\uD7FF\\uE000-\\uFFFD]", "?");
  }
}
