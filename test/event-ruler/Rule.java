import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import software.amazon.event.ruler.Machine;

/** Reads lines of JSON, {@code [pattern, event]} as texts, and answers each: true, false, or what was refused. */
class Rule {
  public static void main(String[] arguments) throws Exception {
    ObjectMapper mapper = new ObjectMapper();
    BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    StringBuilder answers = new StringBuilder();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      JsonNode pair = mapper.readTree(line);
      answers.append(answer(pair.get(0).asText(), pair.get(1).asText())).append('\n');
    }
    System.out.print(answers);
  }

  private static String answer(String pattern, String event) {
    Machine machine = new Machine();
    try {
      machine.addRule("rule", pattern);
    } catch (Exception | StackOverflowError error) {
      return "refused " + String.valueOf(error.getMessage()).replace('\n', ' ');
    }
    try {
      return String.valueOf(!machine.rulesForJSONEvent(event).isEmpty());
    } catch (Exception | StackOverflowError error) {
      return "event " + error.getClass().getName() + " " + String.valueOf(error.getMessage()).replace('\n', ' ');
    }
  }
}
