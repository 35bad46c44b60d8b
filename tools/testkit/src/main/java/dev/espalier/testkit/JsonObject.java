package dev.espalier.testkit;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object of a recording, or a record that the player made. Keys keep their order.
 *
 * @param map the members; values are null, Boolean, Number, String, List or Map
 */
public record JsonObject(Map<String, @Nullable Object> map) {
  /**
   * Reads one object.
   *
   * @param text JSON
   * @return the object
   * @throws IOException when the text is no JSON object; the message says where
   */
  @SuppressWarnings({"unchecked", "rawtypes"}) // a JSON object's keys are strings
  public static JsonObject parse(String text) throws IOException {
    Object value = JSON.std.anyFrom(text);
    if (!(value instanceof Map map)) {
      throw new IOException("not a JSON object: " + abbreviate(text));
    }
    return new JsonObject(map);
  }

  /**
   * An empty object to fill with {@link #put}.
   *
   * @return the object
   */
  public static JsonObject create() {
    return new JsonObject(new LinkedHashMap<>());
  }

  private static String abbreviate(String text) {
    return text.length() <= 60 ? text : text.substring(0, 60) + "...";
  }

  /**
   * Wraps a JSON value that has to be an object.
   *
   * @param value the value
   * @return the object
   * @throws FormatException when it is something else
   */
  public static JsonObject of(@Nullable Object value) {
    JsonObject object = asObject(value);
    if (object == null) {
      throw new FormatException("an object is needed here: " + value);
    }
    return object;
  }

  /**
   * Adds a member.
   *
   * @param key its name
   * @param value null, Boolean, Number, String, List or Map
   * @return this
   */
  public JsonObject put(String key, @Nullable Object value) {
    map.put(key, value);
    return this;
  }

  /**
   * Whether the member is there, even as null.
   *
   * @param key its name
   * @return true when it is there
   */
  public boolean has(String key) {
    return map.containsKey(key);
  }

  /**
   * The raw value.
   *
   * @param key its name
   * @return the value, null also when absent
   */
  public @Nullable Object get(String key) {
    return map.get(key);
  }

  /**
   * A string member.
   *
   * @param key its name
   * @return the string, null when absent or of another type
   */
  public @Nullable String text(String key) {
    return map.get(key) instanceof String string ? string : null;
  }

  /**
   * A string member that has to be there.
   *
   * @param key its name
   * @return the string
   * @throws FormatException when it is absent or of another type
   */
  public String requiredText(String key) {
    String value = text(key);
    if (value == null) {
      throw new FormatException("\"" + key + "\" must be a string: " + abbreviate(map.toString()));
    }
    return value;
  }

  /**
   * A string member.
   *
   * @param key its name
   * @param otherwise what to return when it is absent or of another type
   * @return the string
   */
  public String text(String key, String otherwise) {
    return map.get(key) instanceof String string ? string : otherwise;
  }

  /**
   * A whole number; true counts as 1, false as 0.
   *
   * @param key its name
   * @param otherwise what to return when it is absent or of another type
   * @return the number
   */
  public long number(String key, long otherwise) {
    return switch (map.get(key)) {
      case Number number -> number.longValue();
      case Boolean flag -> flag ? 1 : 0;
      case null, default -> otherwise;
    };
  }

  /**
   * A number with a fraction.
   *
   * @param key its name
   * @return the number, NaN when absent
   */
  public double fraction(String key) {
    return map.get(key) instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  /**
   * A truth value; any number but 0 counts as true.
   *
   * @param key its name
   * @param otherwise what to return when it is absent or of another type
   * @return the value
   */
  public boolean flag(String key, boolean otherwise) {
    return switch (map.get(key)) {
      case Boolean flag -> flag;
      case Number number -> number.longValue() != 0;
      case null, default -> otherwise;
    };
  }

  /**
   * An object member.
   *
   * @param key its name
   * @return the object, null when absent or of another type
   */
  public @Nullable JsonObject object(String key) {
    return asObject(map.get(key));
  }

  /**
   * A list member.
   *
   * @param key its name
   * @return its elements, empty when absent or of another type
   */
  @SuppressWarnings({"unchecked", "rawtypes"}) // a JSON list's elements are any JSON values
  public List<@Nullable Object> list(String key) {
    return map.get(key) instanceof List list ? list : List.of();
  }

  /**
   * A list of objects; elements of other types are an error.
   *
   * @param key its name
   * @return the objects, empty when absent
   * @throws FormatException when an element is no object
   */
  public List<JsonObject> objects(String key) {
    return objectsOf(key, list(key));
  }

  /**
   * A list of strings.
   *
   * @param key its name
   * @return the strings, empty when absent
   */
  public List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    for (Object element : list(key)) {
      texts.add(String.valueOf(element));
    }
    return texts;
  }

  /**
   * Turns a list's elements into objects.
   *
   * @param what what the list is, for the message
   * @param elements the elements
   * @return the objects
   * @throws FormatException when an element is no object
   */
  public static List<JsonObject> objectsOf(String what, List<@Nullable Object> elements) {
    List<JsonObject> objects = new ArrayList<>(elements.size());
    for (Object element : elements) {
      JsonObject object = asObject(element);
      if (object == null) {
        throw new FormatException("\"" + what + "\" must hold objects only: " + element);
      }
      objects.add(object);
    }
    return objects;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // a JSON object's keys are strings
  private static @Nullable JsonObject asObject(@Nullable Object value) {
    return value instanceof Map map ? new JsonObject(map) : null;
  }

  /** A recording that does not follow the format; the message is one line for the user. */
  public static final class FormatException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message what is wrong, with the value
     */
    public FormatException(String message) {
      super(message);
    }
  }
}
