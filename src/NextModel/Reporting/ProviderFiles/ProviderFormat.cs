using NextModel.Reporting.Reconciliation;

namespace NextModel.Reporting.ProviderFiles;

/// <summary>One kind of file of one provider.</summary>
/// <param name="Name">Such as <c>openai.usage</c>.</param>
/// <param name="Needs">Fields that tell it from other files.</param>
/// <param name="Uses">All fields it reads; others are named in a note.</param>
/// <param name="Map">Turns a record into rows, none for one that is about something else.</param>
internal sealed record ProviderFormat(string Name, string[] Needs, string[] Uses, Action<ProviderRecord, FormatContext, Action<ProviderRow>> Map)
{
    public string Provider => Name[..Name.IndexOf('.', StringComparison.Ordinal)];

    /// <summary>Fields without which it is another one.</summary>
    public string[] Without { get; init; } = [];

    /// <summary>Offset from UTC of the provider's days, where nothing else is said.</summary>
    public TimeSpan Zone { get; init; }

    public bool Fits(ProviderRecord record) => Needs.All(record.Has) && !Without.Any(record.Has);
}
