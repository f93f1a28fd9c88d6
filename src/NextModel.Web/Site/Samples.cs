namespace NextModel.Web.Site;

/// <summary>Requests to copy, with this installation's own base URL. A test runs each of them.</summary>
public static class Samples
{
    /// <summary>One chat completion in every language a reader may use.</summary>
    /// <param name="view">The page.</param>
    /// <param name="model">Id of the model.</param>
    public static IReadOnlyList<(string Language, string Text)> Call(SiteView view, string model)
    {
        ArgumentNullException.ThrowIfNull(view);
        return
        [
            ("Python", $$"""
                import os
                from openai import OpenAI

                client = OpenAI(
                    api_key=os.environ["NEXTMODEL_API_KEY"],
                    base_url="{{view.BaseUrl}}",
                )
                reply = client.chat.completions.create(
                    model="{{model}}",
                    messages=[{"role": "user", "content": "Hello from NextModel"}],
                )
                print(reply.choices[0].message.content)
                """),
            ("Node", $$"""
                import OpenAI from "openai";

                const client = new OpenAI({
                  apiKey: process.env.NEXTMODEL_API_KEY,
                  baseURL: "{{view.BaseUrl}}",
                });
                const reply = await client.chat.completions.create({
                  model: "{{model}}",
                  messages: [{ role: "user", content: "Hello from NextModel" }],
                });
                console.log(reply.choices[0].message.content);
                """),
            ("curl", $$"""
                curl {{view.BaseUrl}}/chat/completions \
                  -H "Authorization: Bearer $NEXTMODEL_API_KEY" \
                  -H "Content-Type: application/json" \
                  -d '{
                    "model": "{{model}}",
                    "messages": [{"role": "user", "content": "Hello from NextModel"}]
                  }'
                """),
            ("C#", $$"""
                using System.ClientModel;
                using OpenAI;
                using OpenAI.Chat;

                ChatClient client = new(
                    "{{model}}",
                    new ApiKeyCredential(Environment.GetEnvironmentVariable("NEXTMODEL_API_KEY")!),
                    new OpenAIClientOptions { Endpoint = new Uri("{{view.BaseUrl}}") });
                ChatCompletion reply = await client.CompleteChatAsync("Hello from NextModel");
                Console.WriteLine(reply.Content[0].Text);
                """),
        ];
    }

    /// <summary>One image in every language a reader may use.</summary>
    /// <param name="view">The page.</param>
    /// <param name="model">Id of the model.</param>
    public static IReadOnlyList<(string Language, string Text)> Image(SiteView view, string model)
    {
        ArgumentNullException.ThrowIfNull(view);
        return
        [
            ("Python", $$"""
                import base64
                import os
                from openai import OpenAI

                client = OpenAI(
                    api_key=os.environ["NEXTMODEL_API_KEY"],
                    base_url="{{view.BaseUrl}}",
                )
                image = client.images.generate(model="{{model}}", prompt="A paper lantern")
                with open("lantern.png", "wb") as file:
                    file.write(base64.b64decode(image.data[0].b64_json))
                """),
            ("Node", $$"""
                import { writeFile } from "node:fs/promises";
                import OpenAI from "openai";

                const client = new OpenAI({
                  apiKey: process.env.NEXTMODEL_API_KEY,
                  baseURL: "{{view.BaseUrl}}",
                });
                const image = await client.images.generate({ model: "{{model}}", prompt: "A paper lantern" });
                await writeFile("lantern.png", Buffer.from(image.data[0].b64_json, "base64"));
                """),
            ("curl", $$"""
                curl {{view.BaseUrl}}/images/generations \
                  -H "Authorization: Bearer $NEXTMODEL_API_KEY" \
                  -H "Content-Type: application/json" \
                  -d '{ "model": "{{model}}", "prompt": "A paper lantern" }'
                """),
            ("C#", $$"""
                using System.ClientModel;
                using OpenAI;
                using OpenAI.Images;

                ImageClient client = new(
                    "{{model}}",
                    new ApiKeyCredential(Environment.GetEnvironmentVariable("NEXTMODEL_API_KEY")!),
                    new OpenAIClientOptions { Endpoint = new Uri("{{view.BaseUrl}}") });
                GeneratedImage image = await client.GenerateImageAsync("A paper lantern");
                File.WriteAllBytes("lantern.png", image.ImageBytes.ToArray());
                """),
        ];
    }
}
