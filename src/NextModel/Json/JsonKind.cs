namespace NextModel.Json;

/// <summary>The kind of one JSON value.</summary>
public enum JsonKind : byte
{
    None,
    Object,
    Array,
    String,
    Number,
    True,
    False,
    Null,
}
