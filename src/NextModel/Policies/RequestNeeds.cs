namespace NextModel.Policies;

/// <summary>What a request needs a model to be able to do, as far as its body tells.</summary>
[Flags]
public enum RequestNeeds
{
    None = 0,

    /// <summary>It offers tools or functions.</summary>
    Tools = 1,

    /// <summary>A message has an image.</summary>
    Vision = 2,

    /// <summary>It wants an answer that keeps to a JSON Schema.</summary>
    JsonSchema = 4,

    /// <summary>A message has sound, or the answer shall be spoken.</summary>
    Audio = 8,

    /// <summary>It asks for reasoning.</summary>
    Reasoning = 16,
}
