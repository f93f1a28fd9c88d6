namespace NextModel.Catalog;

/// <summary>What an entry that an operator set is one of. The words stand in the database.</summary>
public enum SetEntryKind
{
    /// <summary>As an entry of <c>models</c> in nextmodel.yaml.</summary>
    Model = 1,

    /// <summary>As an entry of <c>sources</c>.</summary>
    Source = 2,
}
