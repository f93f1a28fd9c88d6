namespace NextModel.Json;

/// <summary>How one edit of <see cref="JsonEdits"/> treats the commas around it.</summary>
internal enum JsonEditKind : byte
{
    /// <summary>Bytes for bytes; an insertion when the range is empty.</summary>
    Replace,

    /// <summary>A member or item goes, and the comma that parted it from its neighbour with it.</summary>
    RemoveElement,

    /// <summary>A member or item comes before the closing bracket, with a comma if others stand before it.</summary>
    Append,
}
