using System.Net.Http.Headers;
using NextModel.Testing.Gateway;

namespace NextModel.Gateway.Tests.OpenAI;

/// <summary>A source that offers moderations, images and audio, with a price of every kind, and forms to send to it.</summary>
internal static class PassedForms
{
    private const string Models = """
          - id: omni-moderation-latest
            offers: [{ source: fake, upstream_model: up-moderation, price: { currency: USD, input: 0, output: 0 } }]
          - id: gpt-image
            offers: [{ source: fake, upstream_model: up-gpt-image, price: { currency: USD, input: 5, cached_input: 1.25, image_input: 10, output: 40 } }]
          - id: dall-e-2
            offers: [{ source: fake, upstream_model: up-dall-e, price: { currency: USD, units: [{ unit: image, size: 1024x1024, quality: standard, price: 0.04 }, { unit: image, size: 1024x1024, quality: hd, price: 0.08 }, { unit: image, size: 1792x1024, price: 0.12 }] } }]
          - id: whisper-1
            offers: [{ source: fake, upstream_model: up-whisper, price: { currency: USD, units: [{ unit: minute, price: 0.0025 }] } }]
          - id: gpt-4o-transcribe
            offers: [{ source: fake, upstream_model: up-transcribe, price: { currency: USD, input: 2.5, audio_input: 6, output: 10 } }]
          - id: tts-1
            offers: [{ source: fake, upstream_model: up-tts, price: { currency: USD, units: [{ unit: million_characters, price: 15 }] } }]
        uploads: { max_mib: 4 }
        """;

    public static TestGatewayOptions Options { get; } = new()
    {
        Models = ["plain"],
        SourceLines = "    max_attempts: 1\n    operations: [moderations, images.generations, images.edits, images.variations, audio.speech, audio.transcriptions, audio.translations]",
        MoreConfiguration = Models,
    };

    public static MultipartFormDataContent Of(byte[] file, bool fileFirst, string model, params (string Name, string Value)[] fields) =>
        Of(file, fileFirst, model, "lantern", fields);

    public static MultipartFormDataContent Of(byte[] file, bool fileFirst, string model, string boundary, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent(boundary);
        var sound = new ByteArrayContent(file);
        sound.Headers.ContentType = new MediaTypeHeaderValue("audio/mpeg");
        if (fileFirst)
        {
            form.Add(sound, "file", "lantern.mp3");
        }

        form.Add(new StringContent(model), "model");
        foreach (var (name, value) in fields)
        {
            form.Add(new StringContent(value), $"\"{name}\"");
        }

        if (!fileFirst)
        {
            form.Add(sound, "file", "lantern.mp3");
        }

        return form;
    }
}
