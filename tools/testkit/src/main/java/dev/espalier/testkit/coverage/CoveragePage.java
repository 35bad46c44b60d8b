package dev.espalier.testkit.coverage;

import dev.espalier.hal.EspApi;
import dev.espalier.hal.Fidelity;
import dev.espalier.websocket.EspWebsocketClient;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Compares what is mirrored with what there is, and writes it down. */
public final class CoveragePage {
  private final Map<String, Set<String>> names;
  private final Map<String, List<Mirrored>> mirrored = new LinkedHashMap<>();

  private CoveragePage(Map<String, Set<String>> names, List<Mirrored> all) {
    this.names = names;
    for (Mirrored each : all) {
      mirrored.computeIfAbsent(each.name(), name -> new ArrayList<>()).add(each);
    }
  }

  /**
   * The page of this project.
   *
   * @return the page, from the classes on the class path
   */
  public static CoveragePage ofProject() {
    return new CoveragePage(
        HeaderNames.byComponent(), Mirrored.beside(EspApi.class, EspWebsocketClient.class));
  }

  static CoveragePage of(Map<String, Set<String>> names, List<Mirrored> all) {
    return new CoveragePage(names, all);
  }

  /**
   * What is wrong with the annotations.
   *
   * @return one line for each: a name no header has, a name at two methods, a missing note
   */
  public List<String> problems() {
    var problems = new ArrayList<String>();
    mirrored.forEach((name, each) -> {
      if (names.values().stream().noneMatch(known -> known.contains(name))) {
        problems.add(each.getFirst().java() + ": no header of ESP-IDF has " + name);
      }
      if (each.size() > 1) {
        problems.add(
            name
                + " is mirrored twice: "
                + String.join(" and ", each.stream().map(Mirrored::java).toList()));
      }
      for (Mirrored one : each) {
        if (one.fidelity() != Fidelity.FULL && one.note().isEmpty()) {
          problems.add(one.java() + ": " + one.fidelity() + " needs a note on what is missing");
        }
      }
    });
    return problems;
  }

  /**
   * The page.
   *
   * @return Markdown
   */
  public String render() {
    var page = new StringBuilder();
    page.append(
        """
        # Coverage

        Which public functions and function-like macros of ESP-IDF v4.4 have a mirror here, and how
        faithful it is. Made from the annotations in the code: a test fails when this page is older
        than they are, and says how to renew it.

        - **FULL**: same results, same order, same blocking as the C function.
        - **PARTIAL**: works, with the difference that the note names.
        - **STORED**: takes and keeps the value, which has no effect here.
        - **STUB**: answers what the C function answers when the feature is absent.

        | component | names | FULL | PARTIAL | STORED | STUB | not mirrored |
        |---|--:|--:|--:|--:|--:|--:|
        """);
    names.forEach((component, all) -> page.append(summary(component, all)));
    page.append(summary("**all**", names.values().stream().flatMap(Set::stream).toList()));
    names.forEach((component, all) -> section(page, component, all));
    return page.toString();
  }

  private String summary(String title, Collection<String> all) {
    var row = new StringBuilder("| " + title + " | " + all.size());
    int rest = all.size();
    for (Fidelity fidelity : Fidelity.values()) {
      int count = 0;
      for (String name : all) {
        List<Mirrored> found = mirrored.getOrDefault(name, List.of());
        count += !found.isEmpty() && found.getFirst().fidelity() == fidelity ? 1 : 0;
      }
      rest -= count;
      row.append(" | ").append(count);
    }
    return row.append(" | ").append(rest).append(" |\n").toString();
  }

  private static String remark(Mirrored one) {
    String both = one.versions();
    if (!one.note().isEmpty()) {
      both += (both.isEmpty() ? "" : "; ") + one.note();
    }
    return both.replace("|", "\\|");
  }

  private void section(StringBuilder page, String component, Set<String> all) {
    page.append("\n## ").append(component).append("\n");
    var missing = new ArrayList<String>();
    var rows = new StringBuilder();
    for (String name : all) {
      List<Mirrored> found = mirrored.getOrDefault(name, List.of());
      if (found.isEmpty()) {
        missing.add('`' + name + '`');
      } else {
        Mirrored first = found.getFirst();
        rows.append(
            "| `%s` | `%s` | %s | %s |\n"
                .formatted(name, first.java(), first.fidelity(), remark(first)));
      }
    }
    if (!rows.isEmpty()) {
      page.append("\n| C | Java | fidelity | note |\n|---|---|---|---|\n").append(rows);
    }
    if (!missing.isEmpty()) {
      page.append("\nNot mirrored: ").append(String.join(", ", missing)).append(".\n");
    }
  }
}
