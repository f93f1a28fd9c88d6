namespace NextModel.Catalog;

/// <summary>The spelling of model status in configuration, catalog files and the API.</summary>
public static class ModelStatusNames
{
    public static string Wire(this ModelStatus status) => status switch
    {
        ModelStatus.Stable => "stable",
        ModelStatus.Preview => "preview",
        ModelStatus.Deprecated => "deprecated",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    /// <summary>The status of that name; null when there is none.</summary>
    public static ModelStatus? Parse(string name) => name switch
    {
        "stable" => ModelStatus.Stable,
        "preview" => ModelStatus.Preview,
        "deprecated" => ModelStatus.Deprecated,
        _ => null,
    };
}
