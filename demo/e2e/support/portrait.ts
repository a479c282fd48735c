import type { Page } from 'playwright-core';

/** Gives the page a drawn person in place of the browser's green test picture. Only for pictures of pages: sound stays real. */
export async function sitForPortrait(page: Page, seed: number): Promise<void> {
  await drawPeople(page);
  await page.addInitScript((number) => {
    const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (constraints) => {
      const stream = constraints?.audio ? await real({ audio: constraints.audio }) : new MediaStream();
      const { drawnPerson } = globalThis as unknown as { drawnPerson: (number: number) => MediaStreamTrack };
      if (constraints?.video) stream.addTrack(drawnPerson(number));
      return stream;
    };
  }, seed);
}

/** Gives the page a function `drawnPerson` that makes a video track of the person of that number, in full or in half its size. */
export async function drawPeople(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const draw = (number: number, scale = 1, perSecond = 8): MediaStreamTrack => {
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [640 * scale, 360 * scale];
      const pen = canvas.getContext('2d') as CanvasRenderingContext2D;
      pen.scale(scale, scale);
      const hue = (number * 47) % 360;
      const shape = (color: string, x: number, y: number, rx: number, ry: number, from = 0, to = Math.PI * 2): void => {
        pen.fillStyle = color;
        pen.beginPath();
        pen.ellipse(x, y, rx, ry, 0, from, to);
        pen.fill();
      };
      const arc = (color: string, width: number, x: number, y: number, rx: number, ry: number, from: number, to: number): void => {
        [pen.strokeStyle, pen.lineWidth, pen.lineCap] = [color, width, 'round'];
        pen.beginPath();
        pen.ellipse(x, y, rx, ry, 0, from, to);
        pen.stroke();
      };
      const skin = ['#8d5a3c', '#e8b892', '#c68a63', '#f1cba9', '#6d4430'][number % 5] as string;
      const hair = ['#2b1d16', '#6a3b1e', '#1c1c22', '#b98a4b', '#8f8f97'][number % 5] as string;
      const long = number % 2 === 0;
      const paint = (): void => {
        const x = 320 + Math.sin(performance.now() / 900 + number) * 7;
        const wall = pen.createLinearGradient(0, 0, 640, 360);
        wall.addColorStop(0, `hsl(${hue} 30% 80%)`);
        wall.addColorStop(1, `hsl(${hue + 30} 32% 58%)`);
        pen.fillStyle = wall;
        pen.fillRect(0, 0, 640, 360);
        pen.fillStyle = `hsl(${hue + 10} 40% 90% / 60%)`;
        pen.fillRect(56, 36, 118, 168);
        pen.fillStyle = `hsl(${hue + 25} 25% 40% / 55%)`;
        pen.fillRect(470, 150, 130, 10);
        for (const [n, height] of [52, 66, 44, 58].entries()) pen.fillRect(480 + n * 26, 150 - height, 20, height);
        if (long) shape(hair, x, 210, 96, 128);
        shape(`hsl(${hue + 170} 34% 36%)`, x, 408, 172, 132);
        shape(skin, x, 282, 32, 44);
        shape(hair, x, 160, 84, 86);
        shape(skin, x, 188, 70, 84);
        shape(hair, x, 150, 74, 58, Math.PI, Math.PI * 2);
        for (const side of [-1, 1]) {
          shape('#2a2320', x + side * 26, 186, 6, 7);
          arc(hair, 5, x + side * 26, 172, 15, 8, Math.PI * 1.15, Math.PI * 1.85);
        }
        arc('#00000033', 4, x, 208, 7, 8, 0.2, Math.PI * 0.9);
        arc('#8c3b3b', 5, x, 226, 24, 14, 0.35, Math.PI - 0.35);
      };
      setInterval(paint, 1000 / perSecond);
      paint();
      return canvas.captureStream(perSecond).getVideoTracks()[0] as MediaStreamTrack;
    };
    Object.assign(globalThis, { drawnPerson: draw });
  });
}
