namespace NextModel.Providers.Translation;

/// <summary>What a part of a message that is not text holds.</summary>
internal enum MediaKind
{
    Image = 1,
    File = 2,
    Audio = 3,
}
