namespace NextModel.Gateway.OpenAI;

/// <summary>
/// Thrown to the server after an error event has been written: Kestrel then sends what is buffered and closes without the final
/// chunk (HTTP/1.1) or resets the stream (HTTP/2). <c>HttpContext.Abort</c> would drop the buffered event.
/// </summary>
public sealed class StreamCutException() : Exception("The stream was cut after its error event.");
