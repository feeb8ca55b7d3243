import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Source } from './host.ts';

const run = promisify(execFile);
const USING = /^using [\w.]+;$/;

/**
 * Compiles all samples into one program, which takes as long as to compile one of them. It is a host: it runs the samples
 * whose files it reads from its input.
 *
 * @returns the program's file, for `dotnet`
 * @throws Error with the compiler's messages if a sample does not compile
 */
export async function compileHost(sources: readonly Source[], folder: string): Promise<string> {
  const project = path.join(folder, 'dotnet');
  mkdirSync(project, { recursive: true });
  const { stdout: version } = await run('dotnet', ['--version']);
  writeFileSync(path.join(project, 'host.csproj'), projectFile(Number.parseInt(version, 10)));
  sources.forEach(({ text }, index) => {
    writeFileSync(path.join(project, `Sample${index}.cs`), classOf(text, index));
  });
  writeFileSync(path.join(project, 'Program.cs'), program(sources));
  const output = path.join(project, 'out');
  await run('dotnet', ['build', project, '--output', output, '--nologo', '-v', 'quiet']).catch(
    ({ stdout, message }: { stdout?: string; message: string }) => {
      throw new Error(stdout || message);
    },
  );
  return path.join(output, 'host.dll');
}

function projectFile(major: number): string {
  return `<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net${major}.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <Nullable>enable</Nullable>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
    <!-- A sample assigns its result and leaves the rest to the reader. -->
    <NoWarn>CS0219</NoWarn>
    <UseAppHost>false</UseAppHost>
  </PropertyGroup>
</Project>
`;
}

/** A sample is a program of top-level statements, of which a project has only one. */
function classOf(text: string, index: number): string {
  const lines = text.split('\n');
  return `${lines.filter((line) => USING.test(line)).join('\n')}

static class Sample${index}
{
    public static async Task<JsonElement> Run()
    {
${lines.filter((line) => !USING.test(line)).join('\n')}
        return envelope;
    }
}
`;
}

function program(sources: readonly Source[]): string {
  const rows = sources.map(({ file }, index) => `    [${JSON.stringify(file)}] = Sample${index}.Run,`);
  return `using System.Text.Json;

var samples = new Dictionary<string, Func<Task<JsonElement>>>
{
${rows.join('\n')}
};
while (Console.ReadLine() is { } file)
{
    try
    {
        Console.WriteLine(JsonSerializer.Serialize(new { envelope = await samples[file]() }));
    }
    catch (Exception error)
    {
        Console.WriteLine(JsonSerializer.Serialize(new { error = error.Message }));
    }
}
`;
}
