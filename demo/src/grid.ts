/** Columns and rows that give `count` pictures of 16 by 9 the most room. */
export function bestGrid(count: number, width: number, height: number, gap: number): { columns: number; tileWidth: number; tileHeight: number } {
  // Pictures are cropped no further than to 4:3, but to 4:5 where that fills a phone held upright.
  const tallest = width < height ? 5 / 4 : 3 / 4;
  let best = { columns: 1, tileWidth: 0, tileHeight: 0 };
  for (let columns = 1; columns <= count; columns++) {
    const rows = Math.ceil(count / columns);
    const cellWidth = (width - gap * (columns - 1)) / columns;
    const cellHeight = (height - gap * (rows - 1)) / rows;
    const tileWidth = Math.min(cellWidth, (cellHeight * 16) / 9);
    const tileHeight = Math.min(cellHeight, tileWidth * tallest);
    if (tileWidth * tileHeight > best.tileWidth * best.tileHeight) best = { columns, tileWidth, tileHeight };
  }
  return best;
}

/** Keeps a list of tiles laid out for the space that it has. */
export function keepFitting(grid: HTMLElement): () => void {
  const fit = (): void => {
    const style = getComputedStyle(grid);
    const width = grid.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    const height = grid.clientHeight - parseFloat(style.paddingTop) - parseFloat(style.paddingBottom);
    const { tileWidth, tileHeight } = bestGrid(grid.childElementCount, width, height, parseFloat(style.columnGap) || 0);
    grid.style.setProperty('--tile-width', `${Math.floor(tileWidth)}px`);
    grid.style.setProperty('--tile-height', `${Math.floor(tileHeight)}px`);
  };
  const sizes = new ResizeObserver(fit);
  const children = new MutationObserver(fit);
  sizes.observe(grid);
  children.observe(grid, { childList: true });
  return () => {
    sizes.disconnect();
    children.disconnect();
  };
}
