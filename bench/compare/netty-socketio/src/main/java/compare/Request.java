package compare;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What a client may send, as the bean that netty-socketio's users write. */
public class Request {
  public String auth;
  public String token;
  public String room;
  public String to;

  @JsonProperty("peer_id")
  public String peerId;

  @JsonProperty("session_description")
  public Object sessionDescription;

  @JsonProperty("ice_candidate")
  public Object iceCandidate;

  public Object payload;
}
