package compare;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;

/** What the server sends; absent fields stay null and are left out by the library. */
public class Answer {
  public Boolean ok;
  public String token;
  public String room;
  public String event;
  public String code;
  public String message;
  public List<String> peers;

  @JsonProperty("peer_id")
  public String peerId;

  @JsonProperty("session_description")
  public Object sessionDescription;

  @JsonProperty("ice_candidate")
  public Object iceCandidate;

  public Object payload;

  static Answer message(String code, String message) {
    Answer answer = new Answer();
    answer.code = code;
    answer.message = message;
    return answer;
  }

  static Answer in(String room, Request request) {
    Answer answer = new Answer();
    answer.room = room;
    answer.payload = request.payload;
    return answer;
  }

  Answer by(String peer) {
    peerId = peer;
    return this;
  }
}
