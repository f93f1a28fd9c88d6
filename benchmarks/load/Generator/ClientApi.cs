namespace NextModel.Load.Generator;

/// <summary>The API that a client asks by.</summary>
internal enum ClientApi
{
    Chat,

    /// <summary>Anthropic's Messages API.</summary>
    Messages,

    /// <summary>OpenAI's Responses API, with nothing kept.</summary>
    Responses,
}
