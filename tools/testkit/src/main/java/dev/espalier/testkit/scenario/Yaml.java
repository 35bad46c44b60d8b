package dev.espalier.testkit.scenario;

import dev.espalier.testkit.TimeSpan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A value of a YAML file that knows where it stands, so that complaints can say so. */
final class Yaml {
  private final String file;
  private final Node node;
  private final Set<String> asked = new LinkedHashSet<>();

  private Yaml(String file, Node node) {
    this.file = file;
    this.node = node;
  }

  /** Reads a file's text, which must be a mapping. */
  static Yaml parse(String file, String text) {
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(file)
            .setUseMarks(true)
            .setAllowDuplicateKeys(false)
            .build();
    try {
      Node root =
          new Compose(settings)
              .composeString(text)
              .orElseThrow(() ->
                  new ScenarioException(
                      file + ":1:1: the file is empty; docs/scenarios.md shows a scenario"));
      return new Yaml(file, root);
    } catch (MarkedYamlEngineException e) {
      Mark mark = e.getProblemMark().orElse(null);
      String problem = Objects.toString(e.getProblem(), "no YAML");
      throw new ScenarioException(file + place(mark) + ": " + problem.strip());
    } catch (YamlEngineException e) {
      throw new ScenarioException(file + ": " + e.getMessage());
    }
  }

  private static String place(@Nullable Mark mark) {
    return mark == null ? "" : ":" + (mark.getLine() + 1) + ":" + (mark.getColumn() + 1);
  }

  /** A complaint about this value. */
  ScenarioException wrong(String message) {
    return new ScenarioException(file + place(node.getStartMark().orElse(null)) + ": " + message);
  }

  // ---- mappings

  boolean isMap() {
    return node instanceof MappingNode;
  }

  private Map<String, Node> entries() {
    if (!(node instanceof MappingNode mapping)) {
      throw wrong("expected keys and values, such as 'name: value'");
    }
    Map<String, Node> entries = new LinkedHashMap<>();
    for (NodeTuple tuple : mapping.getValue()) {
      if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
        throw new Yaml(file, tuple.getKeyNode()).wrong("a key must be a word");
      }
      entries.put(key.getValue(), tuple.getValueNode());
    }
    return entries;
  }

  List<String> keys() {
    return List.copyOf(entries().keySet());
  }

  Optional<Yaml> get(String key) {
    asked.add(key);
    Node value = entries().get(key);
    return value == null ? Optional.empty() : Optional.of(new Yaml(file, value));
  }

  boolean has(String key) {
    return get(key).isPresent();
  }

  Yaml need(String key) {
    return get(key).orElseThrow(() -> wrong("'" + key + "' is missing here"));
  }

  /** Complains about keys that nobody has asked for. */
  void finish() {
    if (!(node instanceof MappingNode mapping)) {
      return;
    }
    for (NodeTuple tuple : mapping.getValue()) {
      if (tuple.getKeyNode() instanceof ScalarNode key && !asked.contains(key.getValue())) {
        throw new Yaml(file, key)
            .wrong(
                "unknown key '"
                    + key.getValue()
                    + "'"
                    + Nearest.question(key.getValue(), asked)
                    + "; known here: "
                    + String.join(", ", asked));
      }
    }
  }

  // ---- values

  String text() {
    if (!(node instanceof ScalarNode scalar)) {
      throw wrong("expected a single value");
    }
    return scalar.getValue();
  }

  String text(String key, String otherwise) {
    return get(key).map(Yaml::text).orElse(otherwise);
  }

  boolean flag() {
    return switch (text()) {
      case "true", "on", "yes" -> true;
      case "false", "off", "no" -> false;
      default -> throw wrong("expected true or false: '" + text() + "'");
    };
  }

  boolean flag(String key, boolean otherwise) {
    return get(key).map(Yaml::flag).orElse(otherwise);
  }

  long number() {
    try {
      return Long.decode(text());
    } catch (NumberFormatException e) {
      throw wrong("expected a whole number: '" + text() + "'");
    }
  }

  long number(String key, long otherwise) {
    return get(key).map(Yaml::number).orElse(otherwise);
  }

  double probability() {
    try {
      double value = Double.parseDouble(text());
      if (value >= 0 && value <= 1) {
        return value;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw wrong("expected a probability from 0 to 1: '" + text() + "'");
  }

  /** Nanoseconds. */
  long time() {
    try {
      return TimeSpan.parse(text()).nanos();
    } catch (IllegalArgumentException e) {
      throw wrong(Objects.requireNonNull(e.getMessage()));
    }
  }

  long time(String key, long otherwise) {
    return get(key).map(Yaml::time).orElse(otherwise);
  }

  <E extends Enum<E>> E constant(Class<E> type) {
    String wanted = text().replace('-', '_');
    List<String> names = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      if (constant.name().equalsIgnoreCase(wanted)) {
        return constant;
      }
      names.add(constant.name());
    }
    throw wrong(
        "'"
            + text()
            + "' is none of "
            + String.join(", ", names)
            + Nearest.question(wanted, names));
  }

  /** The elements; a value that is no list is a list of one. */
  List<Yaml> elements() {
    if (!(node instanceof SequenceNode sequence)) {
      return List.of(this);
    }
    List<Yaml> elements = new ArrayList<>();
    for (Node element : sequence.getValue()) {
      elements.add(new Yaml(file, element));
    }
    return elements;
  }

  List<Yaml> list(String key) {
    return get(key).map(Yaml::elements).orElse(List.of());
  }

  /** The value as JSON has it: maps, lists, texts, numbers, booleans. */
  @Nullable Object plain() {
    return switch (node) {
      case MappingNode _ -> {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        entries().forEach((key, value) -> map.put(key, new Yaml(file, value).plain()));
        yield map;
      }
      case SequenceNode _ -> {
        List<@Nullable Object> list = new ArrayList<>();
        elements().forEach(element -> list.add(element.plain()));
        yield list;
      }
      default ->
          switch (node.getTag().getValue()) {
            case "tag:yaml.org,2002:int" -> number();
            case "tag:yaml.org,2002:float" -> Double.valueOf(text());
            case "tag:yaml.org,2002:bool" -> flag();
            case "tag:yaml.org,2002:null" -> null;
            default -> text();
          };
    };
  }
}
