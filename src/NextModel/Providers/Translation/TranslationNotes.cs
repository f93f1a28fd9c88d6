using NextModel.Errors;

namespace NextModel.Providers.Translation;

/// <summary>What a translation could not say in the source's dialect, gathered on the way.</summary>
/// <param name="model">The source's name of the model, for messages.</param>
internal sealed class TranslationNotes(string model)
{
    /// <summary>More names than this are not listed: the receipt is no copy of the request.</summary>
    private const int MostNames = 32;

    private List<string>? _adjusted;

    public string Model => model;

    /// <summary>The first refusal; null as long as all can be said.</summary>
    public GatewayError? Refusal { get; private set; }

    public IReadOnlyList<string> Adjusted => _adjusted ?? (IReadOnlyList<string>)[];

    /// <summary>Notes that a member was left out or lowered.</summary>
    public void Adjust(string name)
    {
        _adjusted ??= [];
        if (_adjusted.Count < MostNames && !_adjusted.Contains(name))
        {
            _adjusted.Add(name);
        }
    }

    /// <summary>The dialect has no word for something that changes the answer.</summary>
    public void Unsupported(string message, string param) => Refuse(GatewayErrorCode.UnsupportedParameter, message, param);

    /// <summary>The request is wrong in itself.</summary>
    public void Invalid(string message, string param) => Refuse(GatewayErrorCode.InvalidRequest, message, param);

    public void Refuse(GatewayErrorCode code, string message, string param) => Refusal ??= new GatewayError(code, message, param);
}
