namespace NextModel.Json;

/// <summary>The ways a text can fail to be JSON we accept.</summary>
public enum JsonProblemKind
{
    None,
    Empty,
    NotUtf8,
    UnexpectedByte,
    UnexpectedEnd,
    BadEscape,
    BadNumber,
    ControlCharacter,
    TooDeep,
    TooManyValues,
    TrailingText,
    DuplicateMember,
    LoneSurrogate,
}
