namespace NextModel.Providers.Anthropic;

/// <summary>What a content block of a told message holds, in the order that whole messages have them.</summary>
internal enum ToldKind
{
    Thinking = 1,
    Text = 2,
    Call = 3,
}
