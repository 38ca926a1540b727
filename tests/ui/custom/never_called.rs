use keisan::graph;

graph! {
    graph G<const B: usize> {
        extern fn twice(a: [R, C]) -> [R, C] = twice::forward, twice::backward;
        input x: [B, 4];
        param w: [4, 4] = zeros;
        loss = mean(x @ w);
    }
}

fn main() {}
