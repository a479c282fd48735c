import type { Page } from 'playwright-core';

/** Gives the page a drawn person in place of the browser's green test picture. Only for pictures of pages: sound stays real. */
export async function sitForPortrait(page: Page, seed: number): Promise<void> {
  await page.addInitScript((number) => {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    const draw = (): MediaStreamTrack => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [640, 360];
      const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
      const hue = (number * 67) % 360;
      const paint = (): void => {
        const sway = Math.sin(performance.now() / 700 + number) * 6;
        const wall = pen.createLinearGradient(0, 0, 640, 360);
        wall.addColorStop(0, `hsl(${hue} 38% 72%)`);
        wall.addColorStop(1, `hsl(${hue + 40} 42% 46%)`);
        pen.fillStyle = wall;
        pen.fillRect(0, 0, 640, 360);
        pen.fillStyle = `hsl(${hue + 20} 45% 80% / 55%)`;
        pen.fillRect(40, 40, 150, 190);
        const skin = ['#8d5a3c', '#e3b08c', '#c68a63', '#f0c7a4'][number % 4] as string;
        const shape = (color: string, x: number, y: number, rx: number, ry: number): void => {
          pen.fillStyle = color;
          pen.beginPath();
          pen.ellipse(x, y, rx, ry, 0, 0, Math.PI * 2);
          pen.fill();
        };
        shape(`hsl(${hue + 180} 40% 34%)`, 320 + sway, 400, 165, 135);
        shape(skin, 320 + sway, 268, 34, 48);
        shape(['#2b1d16', '#59331d', '#1c1c22'][number % 3] as string, 320 + sway, 165, 92, 100);
        shape(skin, 320 + sway, 185, 74, 88);
      };
      setInterval(paint, 125);
      paint();
      return canvas.captureStream(8).getVideoTracks()[0] as MediaStreamTrack;
    };
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      const stream = constraints?.audio ? await real({ audio: constraints.audio }) : new MediaStream();
      if (constraints?.video) stream.addTrack(draw());
      return stream;
    };
  }, seed);
}
